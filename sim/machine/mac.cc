// SPDX-License-Identifier: Apache-2.0
//
// mac: acc[acc_base + g*P + p][c] = start + what the mapping makes of the weights W   (mod 2^A)
// for every pass k = (g, i, ky, kx) and pixel p = (oy, ox), in this order:
//   plain, packed  sum over r of x[r] * W[r][c]
//   window         sum over t < 9 of x(t)[n mod R] * W[t][c], one pass per g    n = g*C + c
//   diagonal       x[n mod R] * W[0][c] where plane q = (g*C) div R + i holds channel n
#include <algorithm>

#include "isa/arithmetic/accumulate.h"
#include "isa/arithmetic/bias.h"
#include "isa/hardware/bank_lock.h"
#include "sim/machine/execute.h"
#include "sim/machine/pass_weights.h"

namespace isomer::reference {
namespace {

struct Pass {
  int g, i, ky, kx;
};

struct Pixel {
  int oy, ox;
};

constexpr int kWindow = 3;  // rows and columns of the window mapping

class MacReference {
 public:
  MacReference(State& state, const Mac& mac)
      : state_(state),
        mac_(mac),
        mapping_(static_cast<Mapping>(mac.mapping)),
        lock_(state.machine, mac.x_base, mac.x_last),
        decoder_(weight_decoder(state, mac)) {}

  void run() {
    const bool is_window = mapping_ == Mapping::window;
    const int groups_in = is_window ? 1 : mac_.groups_in;
    const int kernel_h = is_window ? 1 : mac_.kernel_h;
    const int kernel_w = is_window ? 1 : mac_.kernel_w;
    std::int64_t k = 0;
    for (int g = 0; g < mac_.groups_out; ++g)
      for (int i = 0; i < groups_in; ++i)
        for (int ky = 0; ky < kernel_h; ++ky)
          for (int kx = 0; kx < kernel_w; ++kx, ++k) {
            decode(k);
            execute({g, i, ky, kx});
          }
  }

 private:
  void decode(std::int64_t pass) {
    weights_.clear();
    for_each_code(state_, mac_, pass, [&](std::size_t, std::uint32_t code) {
      weights_.push_back(isomer::decode(decoder_, code));
    });
  }

  // Element `element` of the locked activations, all words one after the other.
  std::int64_t activation(std::int64_t element) const {
    const auto rows = std::int64_t{state_.machine.rows};
    const std::size_t word = state_.activation_word(element / rows);
    if (!lock_.holds(word)) return 0;
    return state_.activation(word, static_cast<std::size_t>(element % rows), mac_.x_signed != 0);
  }

  // Element e of the plane's word that meets output `pixel` under kernel position (ky, kx).
  std::int64_t input(std::int64_t plane, int ky, int kx, Pixel pixel, std::int64_t e) const {
    const int stride_w = mapping_ == Mapping::window ? std::max(1, mac_.stride_w) : mac_.stride_w;
    const int iy = pixel.oy * mac_.stride_h + ky + mac_.iy0;
    const int ix = pixel.ox * stride_w + kx + mac_.ix0;
    if (iy < 0 || iy >= mac_.in_h || ix < 0 || ix >= mac_.in_w) return 0;
    const std::int64_t word =
        mac_.x_base + plane * mac_.x_plane + std::int64_t{iy} * mac_.x_pitch + ix;
    return activation(word * state_.machine.rows + e);
  }

  // Element r of the unaligned vector of a packed row.
  std::int64_t packed_input(const Pass& pass, Pixel pixel, int r) const {
    const int iy = pixel.oy * mac_.stride_h + pass.ky + mac_.iy0;
    if (iy < 0 || iy >= mac_.in_h) return 0;
    const std::int64_t row = mac_.x_base + std::int64_t{iy} * mac_.x_pitch;
    return activation((row + pass.kx) * state_.machine.rows +
                      std::int64_t{pixel.ox} * mac_.x_plane + r);
  }

  // What column c adds to its sum at a pixel.
  std::int64_t add(std::int64_t sum, const Pass& pass, Pixel pixel, int c) const {
    const int rows = state_.machine.rows;
    const int columns = state_.machine.columns;
    const int bits = state_.machine.accumulator_bits;
    const int first_plane = pass.g * columns / rows;  // of the group's channels, for depthwise
    const int channel = pass.g * columns + c;
    const auto weight = [&](int row) {
      return weights_[static_cast<std::size_t>(row * columns + c)];
    };
    switch (mapping_) {
      case Mapping::plain:
        for (int r = 0; r < rows; ++r)
          sum = isomer::mac(sum, input(pass.i, pass.ky, pass.kx, pixel, r), weight(r), bits);
        break;
      case Mapping::packed:
        for (int r = 0; r < rows; ++r)
          sum = isomer::mac(sum, packed_input(pass, pixel, r), weight(r), bits);
        break;
      case Mapping::window:
        for (int t = 0; t < kWindow * kWindow; ++t)
          sum =
              isomer::mac(sum, input(first_plane, t / kWindow, t % kWindow, pixel, channel % rows),
                          weight(t), bits);
        break;
      case Mapping::diagonal:
        if (channel / rows == first_plane + pass.i)
          sum =
              isomer::mac(sum, input(first_plane + pass.i, pass.ky, pass.kx, pixel, channel % rows),
                          weight(0), bits);
        break;
    }
    return sum;
  }

  // What the sum of column c starts from, `acc` being the accumulator's own value.
  std::int64_t start(const Pass& pass, std::int64_t acc, std::size_t c) const {
    const bool is_first = pass.i == 0 && pass.ky == 0 && pass.kx == 0;
    const auto mode = static_cast<AccumulateMode>(mac_.mode);
    if (!is_first || mode == AccumulateMode::accumulate) return acc;
    if (mode == AccumulateMode::zero) return 0;
    return align_bias(state_.parameter(mac_.bias_base + pass.g, c), mac_.bias_shift,
                      state_.machine.accumulator_bits);
  }

  void execute(const Pass& pass) {
    const int pixels = mac_.out_h * mac_.out_w;
    for (int p = 0; p < pixels; ++p) {
      const std::size_t entry =
          state_.accumulator_word(mac_.acc_base, std::int64_t{pass.g} * pixels + p);
      for (int c = 0; c < state_.machine.columns; ++c) {
        const auto column = static_cast<std::size_t>(c);
        const std::int64_t sum = start(pass, state_.accumulator(entry, column), column);
        state_.set_accumulator(entry, column, add(sum, pass, {p / mac_.out_w, p % mac_.out_w}, c));
      }
    }
  }

  State& state_;
  const Mac& mac_;
  const Mapping mapping_;
  const BankLock lock_;
  const WeightDecoder decoder_;
  std::vector<std::int64_t> weights_;  // W[r][c] of the pass at [r * C + c]
};

}  // namespace

void execute(State& state, const Mac& mac) { MacReference(state, mac).run(); }

}  // namespace isomer::reference
