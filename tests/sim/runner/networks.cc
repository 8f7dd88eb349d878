// SPDX-License-Identifier: Apache-2.0

#include "tests/sim/runner/networks.h"

#include <algorithm>
#include <cmath>

#include "isa/network/weight_coding.h"
#include "sim/kernels/shape.h"
#include "tests/sim/kernels/random_integers.h"

namespace isomer {
namespace {

constexpr int kLayers = 10;
constexpr int kFarthest = 15;  // exponents of two tensors that can be added

// Appends one layer at a time, each reading tensors that exist. A layer that the draw does not
// allow (no second tensor of the shape, a window that does not fit) is left out.
class Builder {
 public:
  Builder(std::uint64_t seed, bool is_wide) : random_(seed), is_wide_(is_wide) {
    network_.name = "random";
    const int channels = 2 * random_.small(1, 3);
    const int height = random_.small(6, 11);
    const int width = random_.small(6, 11);
    network_.tensors.push_back({"input", channels, height, width, format(-7)});
  }

  Network build() {
    while (std::ssize(network_.layers) < kLayers) add_layer();
    return network_;
  }

 private:
  int any(int lo, int hi) { return random_.small(lo, hi); }
  bool one_in(int n) { return any(1, n) == 1; }
  Rounding rounding() { return kRoundings[static_cast<std::size_t>(any(0, 3))]; }
  Format format(int exponent) {
    const int bits = is_wide_ ? any(9, 16) : any(5, 8);
    return {bits, one_in(2), exponent};
  }
  const TensorInfo& at(int index) const {
    return network_.tensors[static_cast<std::size_t>(index)];
  }
  // A late tensor, rather.
  int pick() {
    const int last = static_cast<int>(network_.tensors.size()) - 1;
    return one_in(3) ? any(0, last) : last;
  }
  // Another one of the same shape whose exponent is not too far away; -1: there is none.
  int partner(const TensorInfo& a, int exponent) {
    std::vector<int> found;
    for (int i = 0; i < static_cast<int>(network_.tensors.size()); ++i) {
      const TensorInfo& b = at(i);
      if (b.channels == a.channels && b.height == a.height && b.width == a.width &&
          std::abs(b.format.exponent - exponent) <= kFarthest)
        found.push_back(i);
    }
    if (found.empty()) return -1;
    return found[static_cast<std::size_t>(any(0, static_cast<int>(found.size()) - 1))];
  }

  void append(std::vector<int> inputs, TensorInfo y, Operation operation) {
    const std::string number = std::to_string(network_.layers.size());
    y.name = "tensor" + number;
    network_.tensors.push_back(y);
    network_.layers.push_back({"layer" + number, std::move(inputs),
                               static_cast<int>(network_.tensors.size()) - 1,
                               std::move(operation)});
  }

  template <typename Op>
  void set_result(Op& op, const Format& y) {
    op.rounding = rounding();
    op.lo = static_cast<std::int32_t>(y.is_signed && one_in(2) ? y.min() : 0);
    op.hi = static_cast<std::int32_t>(one_in(4) ? y.max() * 3 / 4 : y.max());
  }

  template <typename Op>
  void set_window(Op& op, int largest) {
    op.kernel_h = any(1, largest);
    op.kernel_w = any(1, largest);
    op.stride_h = any(1, 2);
    op.stride_w = any(1, 2);
    if (one_in(2))
      op.padding = {any(0, op.kernel_h - 1), any(0, op.kernel_w - 1), any(0, op.kernel_h - 1),
                    any(0, op.kernel_w - 1)};
  }

  WeightCoding coding() {
    if (is_wide_) return {.stored_bits = 16};
    WeightCoding c;
    c.decoder = static_cast<Decoder>(any(0, 3));
    c.stored_bits = 1 << any(1, c.decoder == Decoder::table ? 2 : 3);
    if (c.decoder == Decoder::integer && one_in(2)) c.offset = any(-128, 128);
    if (c.decoder == Decoder::table)
      for (std::int16_t& entry : c.table) entry = static_cast<std::int16_t>(any(-256, 256));
    return c;
  }

  void set_weights(Convolution& op, std::int64_t terms) {
    op.coding = coding();
    const std::int64_t codes = std::int64_t{1} << op.coding.stored_bits;
    while (std::ssize(op.weights) < terms * op.out_channels) {
      const auto code = static_cast<std::uint32_t>(random_.value(0, codes - 1));
      const int weight = decode_weight(code, op.coding);
      op.weights.push_back(static_cast<std::int16_t>(std::clamp(weight, -32768, 32767)));
    }
    const int bits = any(2, 16);
    op.bias_format = {bits, true, 0};
    op.bias = random_.values<std::int16_t>(static_cast<std::size_t>(op.out_channels),
                                           op.bias_format.min(), op.bias_format.max());
  }

  void add_convolution() {
    const int index = pick();
    const TensorInfo x = at(index);
    Convolution op;
    const bool is_depthwise = one_in(4);
    op.groups = is_depthwise ? x.channels : x.channels % 2 == 0 && one_in(3) ? 2 : 1;
    op.out_channels = is_depthwise ? x.channels : op.groups * any(1, 8);
    set_window(op, is_wide_ ? 2 : 3);
    const kernels::Window window = kernels::shape_of(op, x).window;
    if (window.out_pixels() == 0) return;
    const int terms = x.channels / op.groups * op.kernel_h * op.kernel_w;
    set_weights(op, terms);

    const int sum_bits = x.format.bits + (is_wide_ ? 16 : 7) + static_cast<int>(std::log2(terms));
    TensorInfo y{"", op.out_channels, window.out_height(), window.out_width(), format(any(-9, 3))};
    op.post.shift = sum_bits - y.format.bits - any(0, 4);
    op.post.narrow_bits = any(y.format.bits, kMaxNarrowBits);
    set_result(op.post, y.format);
    int exponent = 0;  // of the end of the chain, relative to x and the weights
    exponent += op.post.shift;
    if (one_in(3)) {
      Affine affine;
      const auto channels = static_cast<std::size_t>(op.out_channels);
      affine.scale = random_.values<std::int16_t>(channels, -32768, 32767);
      affine.offset = random_.values<std::int16_t>(channels, -32768, 32767);
      affine.scale_exponent = any(-9, 9);
      affine.stage = {any(0, 16), any(10, 16), any(y.format.bits, kMaxAffineBits)};
      exponent += affine.scale_exponent + affine.stage.s2;
      op.post.affine = affine;
    }
    std::vector<int> inputs = {index};
    const int residual = one_in(2) ? partner(y, y.format.exponent) : -1;
    int last = y.format.exponent;  // exponent of m2
    if (residual >= 0) {
      const int shift = any(-6, 6);  // of the residual to the left, or of the chain
      ResidualStage stage{std::max(0, -shift), std::max(0, shift), any(-1, 3)};
      last = at(residual).format.exponent - shift;
      y.format.exponent = last - stage.e1 + stage.s3;
      op.post.residual = stage;
      inputs.push_back(residual);
    }
    op.weight_format = {is_wide_ ? 16 : 10, true, last - exponent - x.format.exponent};
    op.bias_format.exponent = x.format.exponent + op.weight_format.exponent + any(0, 7);
    append(std::move(inputs), y, std::move(op));
  }

  template <typename Op>
  void add_pool(Op op) {
    const int index = pick();
    const TensorInfo x = at(index);
    set_window(op, 3);
    const kernels::Window window = kernels::shape_of(op, x);
    if (window.out_pixels() == 0) return;
    TensorInfo y{"", x.channels, window.out_height(), window.out_width(), x.format};
    if constexpr (std::is_same_v<Op, AveragePool>) {
      op.rounding = rounding();
      y.format = format(x.format.exponent + any(-1, 1));
    }
    append({index}, y, op);
  }

  void add_sum() {
    const int a = pick();
    const int b = partner(at(a), at(a).format.exponent);
    const int difference = at(a).format.exponent - at(b).format.exponent;
    Add op;
    op.stage = {std::max(0, difference), std::max(0, -difference), any(-1, 4)};
    TensorInfo y = at(a);
    y.format = format(at(a).format.exponent - op.stage.e1 + op.stage.s3);
    set_result(op, y.format);
    append({a, b}, y, op);
  }

  void add_product() {
    const int a = pick();
    const int b = partner(at(a), at(a).format.exponent);
    TensorInfo y = at(a);
    y.format = format(0);
    Multiply op;
    op.shift = at(a).format.bits + at(b).format.bits - y.format.bits - any(0, 3);
    y.format.exponent = at(a).format.exponent + at(b).format.exponent + op.shift;
    set_result(op, y.format);
    append({a, b}, y, op);
  }

  void add_rescale() {
    const int x = pick();
    TensorInfo y = at(x);
    y.format = format(at(x).format.exponent);
    y.format.exponent += at(x).format.bits - y.format.bits + any(-2, 1);
    Rescale op;
    set_result(op, y.format);
    append({x}, y, op);
  }

  void add_concat() {
    const int a = pick();
    TensorInfo y = at(a);
    y.format = format(at(a).format.exponent + any(-1, 2));
    std::vector<int> inputs = {a};
    for (int i = any(1, 2); i > 0; --i) {
      const int b = partner(at(a), y.format.exponent);
      if (b < 0) return;
      inputs.push_back(b);
      y.channels += at(b).channels;
    }
    append(std::move(inputs), y, Concat{rounding()});
  }

  void add_lookup() {
    const int x = pick();
    if (at(x).format.bits > 8) return add_rescale();
    Lookup op;
    for (std::uint8_t& pattern : op.table) pattern = static_cast<std::uint8_t>(any(0, 255));
    TensorInfo y = at(x);
    y.format = {8, one_in(2), any(-9, 0)};
    append({x}, y, op);
  }

  void add_crop() {
    const int x = pick();
    TensorInfo y = at(x);
    const Crop op{any(0, std::min(2, y.height - 1)), any(0, std::min(2, y.width - 1))};
    y.height -= op.top + (y.height > op.top + 1 ? any(0, 1) : 0);
    y.width -= op.left + (y.width > op.left + 1 ? any(0, 1) : 0);
    append({x}, y, op);
  }

  void add_layer() {
    switch (any(0, 10)) {
      case 0:
        return add_pool(MaxPool{});
      case 1:
        return add_pool(AveragePool{});
      case 2:
        return add_sum();
      case 3:
        return add_product();
      case 4:
        return add_rescale();
      case 5:
        return add_concat();
      case 6:
        return add_lookup();
      case 7:
        return add_crop();
      default:
        return add_convolution();
    }
  }

  RandomIntegers random_;
  bool is_wide_;
  Network network_;
};

}  // namespace

Network random_graph(std::uint64_t seed, bool is_wide) { return Builder(seed, is_wide).build(); }

std::vector<std::int32_t> random_integers(const Network& network, std::uint64_t seed) {
  RandomIntegers random(seed);
  const TensorInfo& x = network.input();
  return random.values<std::int32_t>(static_cast<std::size_t>(x.elements()), x.format.min(),
                                     x.format.max());
}

}  // namespace isomer
