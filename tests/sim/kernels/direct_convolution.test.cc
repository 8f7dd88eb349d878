// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/direct_convolution.h"

#include <catch2/catch.hpp>
#include <vector>

#include "tests/sim/kernels/random_integers.h"

namespace isomer::kernels {
namespace {

// A convolution of random sizes with `groups` groups of channels.
ConvolutionShape random_shape(RandomIntegers& random, int groups) {
  ConvolutionShape shape;
  Window& w = shape.window;
  w = {.channels = groups * random.small(1, 3),
       .height = random.small(4, 12),
       .width = random.small(4, 12),
       .kernel_h = random.small(1, 4),
       .kernel_w = random.small(1, 4),
       .stride_h = random.small(1, 3),
       .stride_w = random.small(1, 3)};
  w.padding = {random.small(0, 2), random.small(0, 2), random.small(0, 2), random.small(0, 2)};
  shape.out_channels = groups * random.small(1, 3);
  return shape;
}

// One group of a convolution by the plain loops, modulo 2^32.
std::vector<std::int32_t> group_reference(const ConvolutionShape& shape, int groups, int group,
                                          const ConvolutionParameters& parameters,
                                          std::span<const std::int32_t> image) {
  ConvolutionShape one = shape;
  one.window.channels /= groups;
  one.out_channels /= groups;
  const auto g = static_cast<std::size_t>(group);
  const auto outputs = static_cast<std::size_t>(one.out_channels);
  const ConvolutionParameters part{
      parameters.weights.subspan(g * outputs * one.reduction(), outputs * one.reduction()),
      parameters.bias.subspan(g * outputs, outputs), parameters.bias_shift};
  std::vector<std::int32_t> accumulators(one.out_elements());
  convolution_reference(one, part, 1,
                        image.subspan(g * one.window.in_elements(), one.window.in_elements()),
                        accumulators);
  return accumulators;
}

TEST_CASE("F6 convolution by rows equals the reference, group by group", "[kernels]") {
  RandomIntegers random(9);
  std::vector<std::int32_t> padded;
  for (int i = 0; i < 300; ++i) {
    const int groups = random.small(1, 4);
    const ConvolutionShape shape = random_shape(random, groups);
    const auto outputs = static_cast<std::size_t>(shape.out_channels);
    const std::size_t terms = shape.reduction() / static_cast<std::size_t>(groups);
    const auto weights = random.values<std::int16_t>(outputs * terms, -32768, 32767);
    const auto bias = random.values<std::int16_t>(outputs, -32768, 32767);
    const ConvolutionParameters parameters{weights, bias, random.small(0, 16)};
    constexpr int kImages = 2;
    const std::size_t elements = shape.window.in_elements();
    const auto input = random.values<std::int32_t>(kImages * elements, -32768, 65535);
    std::vector<std::int32_t> want;
    for (std::size_t n = 0; n < kImages; ++n)
      for (int g = 0; g < groups; ++g) {
        const auto image = std::span<const std::int32_t>(input).subspan(n * elements, elements);
        const auto part = group_reference(shape, groups, g, parameters, image);
        want.insert(want.end(), part.begin(), part.end());
      }
    std::vector<std::int32_t> got(want.size());
    std::vector<std::int64_t> wide(want.size());
    direct_convolution(shape, groups, parameters, kImages, input, std::span(got), padded);
    direct_convolution(shape, groups, parameters, kImages, input, std::span(wide), padded);
    std::vector<std::int32_t> low;
    for (const std::int64_t sum : wide) low.push_back(static_cast<std::int32_t>(sum));
    if (got != want || low != want) {
      CAPTURE(i, groups);
      REQUIRE(got == want);
      REQUIRE(low == want);
    }
  }
}

TEST_CASE("F6 64-bit sums keep what 32 bits lose", "[kernels]") {
  const ConvolutionShape shape{{.channels = 8}, 1};
  const std::vector<std::int16_t> weights(8, -32768);
  const std::vector<std::int16_t> bias = {-1};
  const std::vector<std::int32_t> input(8, 65535);
  std::vector<std::int64_t> sum(1);
  std::vector<std::int32_t> padded;
  direct_convolution(shape, 1, {weights, bias, 4}, 1, input, std::span(sum), padded);
  CHECK(sum[0] == std::int64_t{8} * 65535 * -32768 - 16);
}

}  // namespace
}  // namespace isomer::kernels
