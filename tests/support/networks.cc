// SPDX-License-Identifier: Apache-2.0

#include "tests/support/networks.h"

#include <cmath>

#include "isa/random/random.h"

namespace isomer::testing {

NetworkBuilder::NetworkBuilder(std::uint64_t seed, int channels, int height, int width,
                               bool is_signed)
    : random_(seed) {
  network_.name = "random";
  next_tensor("input", channels, height, width, {8, is_signed, -7});
}

int NetworkBuilder::next_tensor(const std::string& name, int channels, int height, int width,
                                const Format& format) {
  network_.tensors.push_back({name, channels, height, width, format});
  return static_cast<int>(network_.tensors.size()) - 1;
}

NetworkBuilder& NetworkBuilder::convolution(int out_channels, const Window& window,
                                            bool is_signed) {
  const TensorInfo x = network_.tensors.back();
  const int index = static_cast<int>(network_.layers.size());
  const int terms = x.channels * window.kernel_h * window.kernel_w;
  // The sum of `terms` products of about 2^13 each grows with the root of their number.
  const int shift = 6 + static_cast<int>(std::lround(std::log2(terms) / 2));

  Convolution op;
  op.out_channels = out_channels;
  op.kernel_h = window.kernel_h;
  op.kernel_w = window.kernel_w;
  op.stride_h = window.stride_h;
  op.stride_w = window.stride_w;
  op.padding = window.padding;
  op.weight_format = {8, true, -6};
  for (int i = 0; i < out_channels * terms; ++i)
    op.weights.push_back(static_cast<std::int16_t>(random(-128, 127)));
  op.bias_format = {8, true, x.format.exponent - 6 + random(0, 8)};
  for (int i = 0; i < out_channels; ++i)
    op.bias.push_back(static_cast<std::int16_t>(random(-128, 127)));
  const Format y{8, is_signed, x.format.exponent - 6 + shift};
  op.post.rounding = static_cast<Rounding>(random(0, 3));
  op.post.shift = shift;
  op.post.lo = static_cast<std::int32_t>(y.min());
  op.post.hi = static_cast<std::int32_t>(y.max());

  const int height =
      (x.height + op.padding.top + op.padding.bottom - op.kernel_h) / op.stride_h + 1;
  const int width = (x.width + op.padding.left + op.padding.right - op.kernel_w) / op.stride_w + 1;
  const int input = static_cast<int>(network_.tensors.size()) - 1;
  const int output = next_tensor("t" + std::to_string(index), out_channels, height, width, y);
  network_.layers.push_back({"conv" + std::to_string(index), {input}, output, op});
  return *this;
}

NetworkBuilder& NetworkBuilder::fully_connected(int outputs, bool is_signed) {
  const TensorInfo& x = network_.tensors.back();
  return convolution(outputs, {x.height, x.width, 1, 1, {}}, is_signed);
}

NetworkBuilder& NetworkBuilder::max_pool(const Window& window) {
  const TensorInfo x = network_.tensors.back();
  const int index = static_cast<int>(network_.layers.size());
  const MaxPool op{window.kernel_h, window.kernel_w, window.stride_h, window.stride_w,
                   window.padding};
  const int height =
      (x.height + op.padding.top + op.padding.bottom - op.kernel_h) / op.stride_h + 1;
  const int width = (x.width + op.padding.left + op.padding.right - op.kernel_w) / op.stride_w + 1;
  const int input = static_cast<int>(network_.tensors.size()) - 1;
  const int output = next_tensor("t" + std::to_string(index), x.channels, height, width, x.format);
  network_.layers.push_back({"pool" + std::to_string(index), {input}, output, op});
  return *this;
}

Network lenet5(std::uint64_t seed, int channels, int size, int padding) {
  const Window first{5, 5, 1, 1, {padding, padding, padding, padding}};
  const Window pool{2, 2, 2, 2, {}};
  return NetworkBuilder(seed, channels, size, size, channels > 1)
      .convolution(6, first)
      .max_pool(pool)
      .convolution(16, {5, 5, 1, 1, {}})
      .max_pool(pool)
      .fully_connected(120)
      .fully_connected(84)
      .fully_connected(10, true)
      .build();
}

std::vector<std::int32_t> random_input(const Network& network, std::uint64_t seed) {
  const TensorInfo& input = network.input();
  const int lo = static_cast<int>(input.format.min());
  const int hi = static_cast<int>(input.format.max());
  Random random(seed);
  std::vector<std::int32_t> result(static_cast<std::size_t>(input.elements()));
  for (std::int32_t& value : result) value = random.between(lo, hi);
  return result;
}

}  // namespace isomer::testing
