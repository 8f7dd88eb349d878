// SPDX-License-Identifier: Apache-2.0

#include "tests/sim/runner/networks.h"

#include <algorithm>

#include "sim/kernels/shape.h"
#include "tests/sim/kernels/random_integers.h"

namespace isomer {
namespace {

class Builder {
 public:
  explicit Builder(std::uint64_t seed) : random_(seed) {
    network_.name = "random";
    const bool is_signed = random_.small(0, 1) == 1;
    network_.tensors.push_back({"input",
                                random_.small(1, 4),
                                random_.small(9, 14),
                                random_.small(9, 14),
                                {8, is_signed, -7}});
  }

  // `window` gives kernel, stride and padding.
  void convolution(int out_channels, const kernels::Window& window, bool relu) {
    const TensorInfo x = network_.tensors.back();
    Convolution layer;
    layer.out_channels = out_channels;
    layer.kernel_h = window.kernel_h;
    layer.kernel_w = window.kernel_w;
    layer.stride_h = window.stride_h;
    layer.stride_w = window.stride_w;
    layer.padding = window.padding;
    const kernels::ConvolutionShape shape = kernels::shape_of(layer, x);
    const bool wide = random_.small(0, 3) == 0;  // decoded weights beyond int8
    layer.weights = random_.values<std::int16_t>(
        static_cast<std::size_t>(layer.out_channels) * shape.reduction(), wide ? -256 : -128,
        wide ? 256 : 127);
    layer.weight_format = {wide ? 10 : 8, true, -7};
    layer.coding.stored_bits = wide ? 16 : 8;
    layer.bias =
        random_.values<std::int16_t>(static_cast<std::size_t>(layer.out_channels), -128, 127);
    layer.bias_format = {8, true, x.format.exponent - 7 + random_.small(0, 6)};
    const int shift = random_.small(0, 11);
    const Format y = {8, !relu, x.format.exponent - 7 + shift};
    layer.post = {.rounding = kRoundings[random_.next() % 4],
                  .shift = shift,
                  .lo = static_cast<std::int32_t>(y.min()),
                  .hi = static_cast<std::int32_t>(y.max())};
    add({"", layer.out_channels, shape.window.out_height(), shape.window.out_width(), y},
        std::move(layer));
  }

  void pool(const MaxPool& layer) {
    const TensorInfo& x = network_.tensors.back();
    const kernels::Window window = kernels::shape_of(layer, x);
    add({"", x.channels, window.out_height(), window.out_width(), x.format}, layer);
  }

  RandomIntegers& random() { return random_; }
  const Network& network() const { return network_; }

 private:
  void add(TensorInfo y, Operation operation) {
    const auto index = static_cast<int>(network_.layers.size());
    y.name = "tensor" + std::to_string(index);
    network_.tensors.push_back(y);
    network_.layers.push_back(
        {"layer" + std::to_string(index), {index}, index + 1, std::move(operation)});
  }

  RandomIntegers random_;
  Network network_;
};

}  // namespace

Network random_network(std::uint64_t seed) {
  Builder b(seed);
  RandomIntegers& random = b.random();
  const auto padding = [&] {
    return Padding{random.small(0, 2), random.small(0, 2), random.small(0, 2), random.small(0, 2)};
  };
  // Every draw is a statement of its own: the order of arguments would depend on the compiler.
  const int first_channels = random.small(1, 9);
  b.convolution(first_channels,
                {.kernel_h = random.small(1, 5),
                 .kernel_w = random.small(1, 5),
                 .stride_h = random.small(1, 2),
                 .stride_w = random.small(1, 2),
                 .padding = padding()},
                true);
  b.pool({.kernel_h = 3,
          .kernel_w = 2,
          .stride_h = random.small(1, 3),
          .stride_w = 2,
          .padding = {random.small(0, 2), random.small(0, 1), 0, 0}});
  const int second_channels = random.small(1, 17);
  const int kernel_h = std::min(2, b.network().output().height);
  const bool relu = random.small(0, 1) == 1;
  b.convolution(second_channels, {.kernel_h = kernel_h, .padding = padding()}, relu);
  const TensorInfo x = b.network().output();
  b.convolution(10, {.kernel_h = x.height, .kernel_w = x.width}, false);
  return b.network();
}

std::vector<std::int32_t> random_image(const Network& network, std::uint64_t seed) {
  RandomIntegers random(seed);
  const TensorInfo& x = network.input();
  return random.values<std::int32_t>(static_cast<std::size_t>(x.elements()), x.format.min(),
                                     x.format.max());
}

}  // namespace isomer
