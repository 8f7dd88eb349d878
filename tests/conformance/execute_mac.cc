// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "tests/conformance/execute.h"

namespace dut {
namespace {

enum Mapping { kPlain, kPacked, kWindow, kDiagonal };

// One mac while it runs; the names are those of MACHINE.md.
class MacRun {
 public:
  MacRun(Machine& machine, const Instruction& i);
  void run();

 private:
  struct Pass {
    Int g, i, ky, kx;
    bool is_first;  // of its g
  };

  void run_pass(const Pass& pass, Int number);
  Int weight(Int pass, Int r, Int c);
  Int plain(Int plane, Int iy, Int ix, Int element);
  Int packed(Int iy, Int ox, Int kx, Int r);
  Int sum(const Pass& pass, Int oy, Int ox, Int c);
  Int start(const Pass& pass, Int pixel, Int c);

  Machine& machine_;
  const Instruction i_;
  Banks banks_;
  Decoder decoder_;
  Int rows_, columns_, mapping_, depth_, stride_h_, stride_w_;
  std::vector<Int> weights_;  // [r][c] of the pass
};

MacRun::MacRun(Machine& machine, const Instruction& i)
    : machine_(machine),
      i_(i),
      banks_(machine.config),
      rows_(machine.config.rows),
      columns_(machine.config.columns),
      mapping_(i["mapping"]),
      depth_(mapping_ == kWindow     ? 9
             : mapping_ == kDiagonal ? 1
                                     : rows_),
      stride_h_(i["stride_h"]),
      stride_w_(mapping_ == kWindow ? std::max<Int>(1, i["stride_w"]) : i["stride_w"]) {
  banks_.lock(i["x_base"], i["x_last"]);
  decoder_.kind = i["decoder"];
  decoder_.bits = Int{1} << i["stored_bits"];
  decoder_.offset = wrap(i["decoder_argument"], 10);
  decoder_.decoded_bits = machine.config.decoded_bits();
  if (decoder_.kind == 2)
    for (Int n = 0; n < 16; ++n)
      decoder_.table[static_cast<std::size_t>(n)] =
          machine.parameter(i["decoder_argument"] + n / columns_, n % columns_);
}

Int MacRun::weight(Int pass, Int r, Int c) {
  const Int bits = decoder_.bits;
  const Int operand_bits = machine_.config.operand_bits;
  const Int words_of_pass = (depth_ * bits + operand_bits - 1) / operand_bits;
  const Int first = (r * columns_ + c) * bits;  // bit of the pass's words
  const Int bits_of_word = columns_ * operand_bits;
  Int code = 0;
  for (Int b = 0; b < bits; ++b) {
    const Int word = i_["w_base"] + pass * words_of_pass + (first + b) / bits_of_word;
    const Int bit = (first + b) % bits_of_word;
    code |= Int{machine_.weights.byte(word, bit / 8) >> (bit % 8) & 1} << b;
  }
  return decode(decoder_, code);
}

Int MacRun::plain(Int plane, Int iy, Int ix, Int element) {
  if (iy < 0 || iy >= i_["in_h"] || ix < 0 || ix >= i_["in_w"]) return 0;
  const Int address = i_["x_base"] + plane * i_["x_plane"] + iy * i_["x_pitch"] + ix;
  return machine_.activation(banks_, address, element, i_["x_signed"] != 0);
}

Int MacRun::packed(Int iy, Int ox, Int kx, Int r) {
  if (iy < 0 || iy >= i_["in_h"]) return 0;
  const Int e = (i_["x_base"] + iy * i_["x_pitch"]) * rows_ + ox * i_["x_plane"] + kx * rows_ + r;
  return machine_.activation(banks_, e / rows_, e % rows_, i_["x_signed"] != 0);
}

Int MacRun::sum(const Pass& pass, Int oy, Int ox, Int c) {
  const Int n = pass.g * columns_ + c;
  const auto w = [&](Int r) { return weights_[static_cast<std::size_t>(r * columns_ + c)]; };
  const auto iy = [&](Int ky) { return oy * stride_h_ + ky + i_["iy0"]; };
  const auto ix = [&](Int kx) { return ox * stride_w_ + kx + i_["ix0"]; };
  Int sum = 0;
  switch (mapping_) {
    case kPlain:
      for (Int r = 0; r < rows_; ++r) sum += plain(pass.i, iy(pass.ky), ix(pass.kx), r) * w(r);
      break;
    case kPacked:
      for (Int r = 0; r < rows_; ++r) sum += packed(iy(pass.ky), ox, pass.kx, r) * w(r);
      break;
    case kWindow:
      for (Int t = 0; t < 9; ++t)
        sum += plain(pass.g * columns_ / rows_, iy(t / 3), ix(t % 3), n % rows_) * w(t);
      break;
    default: {
      const Int plane = pass.g * columns_ / rows_ + pass.i;
      if (n / rows_ == plane) sum = plain(plane, iy(pass.ky), ix(pass.kx), n % rows_) * w(0);
      break;
    }
  }
  return sum;
}

Int MacRun::start(const Pass& pass, Int pixel, Int c) {
  if (!pass.is_first || i_["mode"] == 2) return machine_.accumulator(i_["acc_base"], pixel, c);
  if (i_["mode"] == 0) return 0;
  return align_bias(machine_.parameter(i_["bias_base"] + pass.g, c), i_["bias_shift"],
                    machine_.config.accumulator_bits);
}

void MacRun::run_pass(const Pass& pass, Int number) {
  weights_.clear();
  for (Int r = 0; r < depth_; ++r)
    for (Int c = 0; c < columns_; ++c) weights_.push_back(weight(number, r, c));
  const Int out_w = i_["out_w"];
  const Int pixels = i_["out_h"] * out_w;
  for (Int pixel = 0; pixel < pixels; ++pixel) {
    const Int index = pass.g * pixels + pixel;
    for (Int c = 0; c < columns_; ++c)
      machine_.set_accumulator(i_["acc_base"], index, c,
                               start(pass, index, c) + sum(pass, pixel / out_w, pixel % out_w, c));
  }
}

void MacRun::run() {
  const bool is_window = mapping_ == kWindow;
  const Int groups_in = is_window ? 1 : i_["groups_in"];
  const Int kernel_h = is_window ? 1 : i_["kernel_h"];
  const Int kernel_w = is_window ? 1 : i_["kernel_w"];
  Int number = 0;
  for (Int g = 0; g < i_["groups_out"]; ++g)
    for (Int i = 0; i < groups_in; ++i)
      for (Int ky = 0; ky < kernel_h; ++ky)
        for (Int kx = 0; kx < kernel_w; ++kx) {
          const bool is_first = i == 0 && ky == 0 && kx == 0;
          run_pass({g, i, ky, kx, is_first}, number++);
        }
}

}  // namespace

void execute_mac(Machine& machine, const Instruction& i) { MacRun(machine, i).run(); }

}  // namespace dut
