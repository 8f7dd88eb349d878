// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/convolution.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/sim/kernels/random_integers.h"

namespace isomer::kernels {
namespace {

// Operand ranges: those of `tiny` and `base` (8 bits signed and unsigned, decoded weights up to
// 256) and of `wide`, whose operands reach every kind of kernel.
struct Ranges {
  Format input;
  std::int64_t weight_min;
  std::int64_t weight_max;
};
const std::vector<Ranges> kRanges = {
    {{8, false, 0}, -128, 127},      {{8, true, 0}, -128, 127}, {{4, true, 0}, -8, 7},
    {{8, false, 0}, -256, 256},      {{8, true, 0}, -256, 256}, {{16, true, 0}, -32768, 32767},
    {{16, false, 0}, -32768, 32767},
};

void check(RandomIntegers& random, const ConvolutionShape& shape, int images,
           const Ranges& ranges) {
  const auto input =
      random.values<std::int32_t>(static_cast<std::size_t>(images) * shape.window.in_elements(),
                                  ranges.input.min(), ranges.input.max());
  const auto channels = static_cast<std::size_t>(shape.out_channels);
  const auto weights = random.values<std::int16_t>(channels * shape.reduction(), ranges.weight_min,
                                                   ranges.weight_max);
  const auto bias = random.values<std::int16_t>(channels, -32768, 32767);
  const ConvolutionParameters parameters = {weights, bias, random.small(0, 20)};
  std::vector<std::int32_t> want(static_cast<std::size_t>(images) * shape.out_elements());
  convolution_reference(shape, parameters, images, input, want);
  for (const Path& path : available_paths()) {
    ConvolutionKernel kernel(shape, ranges.input, path);
    kernel.set_parameters(parameters);
    ConvolutionScratch scratch;
    std::vector<std::int32_t> got(want.size(), 12345);
    kernel.run(images, input, got, scratch);
    if (got != want) {
      const Window& w = shape.window;
      CAPTURE(std::string(path.name), images, w.channels, w.height, w.width, shape.out_channels);
      CAPTURE(w.kernel_h, w.kernel_w, w.stride_h, w.stride_w, ranges.input.bits);
      REQUIRE(got == want);
    }
  }
}

TEST_CASE("F6 F8 convolution equals its reference on powers of two and their neighbours",
          "[kernels][convolution]") {
  RandomIntegers random(1);
  for (const int size : {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17}) {
    for (const Ranges& ranges : kRanges) {
      const Window window = {.channels = size, .height = size, .width = 18 - size};
      check(random, {.window = window, .out_channels = size}, 2, ranges);
      check(random,
            {.window = {.channels = 3,
                        .height = 9,
                        .width = 8,
                        .kernel_h = 3,
                        .kernel_w = 2,
                        .padding = {1, 0, 1, 1}},
             .out_channels = size},
            size, ranges);
    }
  }
}

TEST_CASE("F6 F8 convolution equals its reference on random shapes", "[kernels][convolution]") {
  RandomIntegers random(2);
  for (int i = 0; i < 300; ++i) {
    Window w = {.channels = random.small(1, 9),
                .height = random.small(1, 12),
                .width = random.small(1, 20),
                .stride_h = random.small(1, 3),
                .stride_w = random.small(1, 3),
                .padding = {random.small(0, 3), random.small(0, 3), random.small(0, 3),
                            random.small(0, 3)}};
    w.kernel_h = random.small(1, w.height + w.padding.top + w.padding.bottom);
    w.kernel_w = random.small(1, w.width + w.padding.left + w.padding.right);
    check(random, {.window = w, .out_channels = random.small(1, 9)}, random.small(1, 3),
          kRanges[random.next() % kRanges.size()]);
  }
}

TEST_CASE("F5 accumulators that leave 32 bits wrap alike on every path",
          "[kernels][convolution][extreme]") {
  const ConvolutionShape shape = {
      .window = {.channels = 1100, .height = 8, .width = 8, .kernel_h = 8, .kernel_w = 8},
      .out_channels = 2};
  const std::vector<std::int32_t> input(shape.window.in_elements(), 255);
  std::vector<std::int16_t> weights(2 * shape.reduction(), -128);
  const std::vector<std::int16_t> bias = {-32768, 32767};
  std::vector<std::int32_t> want(2);
  convolution_reference(shape, {weights, bias, 16}, 1, input, want);
  const auto exact = std::int64_t{70400} * 255 * -128 - (std::int64_t{32768} << 16);
  REQUIRE(exact < -(std::int64_t{1} << 31));
  REQUIRE(std::int64_t{want[0]} == exact + (std::int64_t{1} << 32));
  for (const Path& path : available_paths()) {
    ConvolutionKernel kernel(shape, {8, false, 0}, path);
    kernel.set_parameters({weights, bias, 16});
    ConvolutionScratch scratch;
    std::vector<std::int32_t> got(2);
    kernel.run(1, input, got, scratch);
    CAPTURE(std::string(path.name));
    CHECK(got == want);
  }
}

}  // namespace
}  // namespace isomer::kernels
