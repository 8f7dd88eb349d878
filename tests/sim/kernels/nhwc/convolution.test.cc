// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/convolution.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "isa/container/error.h"
#include "tests/sim/kernels/random_integers.h"

namespace isomer::kernels::nhwc {
namespace {

struct Case {
  ConvolutionShape shape;
  int groups;
  Format input;
  int weight_bits;
  int accumulator_bits;
};

// The kinds of operands: bytes, halves, halves that 32 bits hold for long, two planes.
const std::vector<Case> kOperands = {
    {{}, 1, {8, false, 0}, 8, 32},   {{}, 1, {8, true, 0}, 8, 32},
    {{}, 1, {4, true, 0}, 4, 24},    {{}, 1, {2, false, 0}, 2, 16},
    {{}, 1, {8, false, 0}, 16, 32},  {{}, 1, {8, true, 0}, 10, 32},
    {{}, 1, {16, true, 0}, 8, 32},   {{}, 1, {16, false, 0}, 16, 32},
    {{}, 1, {12, false, 0}, 9, 32},  {{}, 1, {8, true, 0}, 8, 48},
    {{}, 1, {8, false, 0}, 16, 48},  {{}, 1, {16, true, 0}, 8, 48},
    {{}, 1, {16, false, 0}, 16, 48}, {{}, 1, {16, true, 0}, 16, 48},
    {{}, 1, {12, true, 0}, 16, 40},
};

// Channels last, in the storage of the format.
struct Input {
  std::vector<std::int32_t> integers;
  std::vector<std::int8_t> bytes;

  Input(const Format& format, std::vector<std::int32_t> values) : integers(std::move(values)) {
    if (storage_of(format) == Storage::s32) return;
    for (const std::int32_t v : integers) bytes.push_back(static_cast<std::int8_t>(v));
  }
  const void* data() const {
    if (bytes.empty()) return integers.data();
    return bytes.data();
  }
};

// The exact sums by the definition, [image][row][column][channel].
std::vector<std::int64_t> exact_sums(const Case& c, const ConvolutionParameters& parameters,
                                     int images, const std::vector<std::int32_t>& input) {
  const Window& w = c.shape.window;
  const int inputs = w.channels / c.groups;
  const int outputs = c.shape.out_channels / c.groups;
  std::vector<std::int64_t> sums;
  for (int n = 0; n < images; ++n)
    for (int y = 0; y < w.out_height(); ++y)
      for (int x = 0; x < w.out_width(); ++x)
        for (int o = 0; o < c.shape.out_channels; ++o) {
          std::int64_t sum = std::int64_t{parameters.bias[static_cast<std::size_t>(o)]}
                             << parameters.bias_shift;
          for (int i = 0; i < inputs; ++i)
            for (int ky = 0; ky < w.kernel_h; ++ky)
              for (int kx = 0; kx < w.kernel_w; ++kx) {
                const int row = y * w.stride_h + ky - w.padding.top;
                const int column = x * w.stride_w + kx - w.padding.left;
                if (row < 0 || row >= w.height || column < 0 || column >= w.width) continue;
                const int channel = o / outputs * inputs + i;
                const int at = ((n * w.height + row) * w.width + column) * w.channels + channel;
                const int tap = ((o * inputs + i) * w.kernel_h + ky) * w.kernel_w + kx;
                sum += std::int64_t{input[static_cast<std::size_t>(at)]} *
                       parameters.weights[static_cast<std::size_t>(tap)];
              }
          sums.push_back(sum);
        }
  return sums;
}

// What a convolution delivers, each pixel once; nothing where one came twice or never, or of the
// wrong type.
std::vector<std::int64_t> delivered(const Convolution& convolution, const Case& c, int images,
                                    const Input& input, Convolution::Scratch& scratch) {
  const auto channels = static_cast<std::size_t>(c.shape.out_channels);
  const std::size_t pixels = static_cast<std::size_t>(images) * c.shape.window.out_pixels();
  std::vector<std::int64_t> sums(pixels * channels);
  std::vector<int> times(pixels);
  const Storage want = c.accumulator_bits > 32 ? Storage::s64 : Storage::s32;
  bool right_type = true;
  convolution.run(
      images, input.data(), scratch, [&](std::size_t first, std::size_t count, ConstTensor tensor) {
        right_type = right_type && tensor.storage == want;
        for (std::size_t p = first; p < first + count; ++p) ++times.at(p);
        for (std::size_t i = 0; i < count * channels; ++i)
          sums[first * channels + i] = want == Storage::s64
                                           ? static_cast<const std::int64_t*>(tensor.data)[i]
                                           : static_cast<const std::int32_t*>(tensor.data)[i];
      });
  if (!right_type || times != std::vector<int>(pixels, 1)) return {};
  return sums;
}

void check(RandomIntegers& random, const Case& c, int images, Convolution::Scratch& scratch) {
  const Window& w = c.shape.window;
  const Input input(c.input,
                    random.values<std::int32_t>(static_cast<std::size_t>(images) * w.in_elements(),
                                                c.input.min(), c.input.max()));
  const auto outputs = static_cast<std::size_t>(c.shape.out_channels);
  const std::size_t terms = c.shape.reduction() / static_cast<std::size_t>(c.groups);
  const std::int64_t limit = std::int64_t{1} << (c.weight_bits - 1);
  const auto weights = random.values<std::int16_t>(outputs * terms, -limit, limit - 1);
  const auto bias = random.values<std::int16_t>(outputs, -32768, 32767);
  const ConvolutionParameters parameters = {weights, bias, random.small(0, 20)};
  std::vector<std::int64_t> want = exact_sums(c, parameters, images, input.integers);
  if (c.accumulator_bits <= 32)
    for (std::int64_t& sum : want) sum = static_cast<std::int32_t>(sum);
  for (const ConvolutionPath& path : convolution_paths()) {
    Convolution convolution(c.shape, c.groups, c.input, c.weight_bits, c.accumulator_bits, path);
    convolution.set_parameters(parameters);
    const auto got = delivered(convolution, c, images, input, scratch);
    if (got != want) {
      CAPTURE(std::string(path.name), images, c.groups, w.channels, w.height, w.width);
      CAPTURE(c.shape.out_channels, w.kernel_h, w.kernel_w, w.stride_h, w.stride_w);
      CAPTURE(w.padding.top, w.padding.bottom, w.padding.left, w.padding.right);
      CAPTURE(c.input.bits, c.input.is_signed, c.weight_bits, c.accumulator_bits);
      REQUIRE(got == want);
    }
  }
}

TEST_CASE("F6 F8 convolution, channels last, on powers of two and their neighbours",
          "[kernels][nhwc]") {
  RandomIntegers random(1);
  Convolution::Scratch scratch;
  for (const int size : {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33}) {
    for (Case c : kOperands) {
      c.shape = {.window = {.channels = size, .height = 2, .width = 6}, .out_channels = size};
      check(random, c, 3, scratch);
      c.shape.window = {.channels = 3,
                        .height = 9,
                        .width = 8,
                        .kernel_h = 3,
                        .kernel_w = 2,
                        .padding = {1, 0, 1, 1}};
      check(random, c, 2, scratch);
    }
  }
}

TEST_CASE("F6 F8 convolution, channels last, on random shapes and groups", "[kernels][nhwc]") {
  RandomIntegers random(2);
  Convolution::Scratch scratch;
  for (int i = 0; i < 600; ++i) {
    Case c = kOperands[random.next() % kOperands.size()];
    c.groups = random.small(0, 1) == 0 ? 1 : random.small(2, 4);
    Window& w = c.shape.window;
    w = {.channels = c.groups * random.small(1, 5),
         .height = random.small(1, 9),
         .width = random.small(1, 12),
         .stride_h = random.small(1, 3),
         .stride_w = random.small(1, 3),
         .padding = {random.small(0, 3), random.small(0, 3), random.small(0, 3),
                     random.small(0, 3)}};
    w.kernel_h = random.small(1, w.height + w.padding.top + w.padding.bottom);
    w.kernel_w = random.small(1, w.width + w.padding.left + w.padding.right);
    c.shape.out_channels = c.groups * random.small(1, 20);
    check(random, c, random.small(1, 6), scratch);
  }
}

TEST_CASE("F6 F8 depthwise convolution, channels last", "[kernels][nhwc]") {
  RandomIntegers random(3);
  Convolution::Scratch scratch;
  for (const int channels : {2, 15, 16, 33, 64, 100}) {
    for (Case c : kOperands) {
      c.groups = channels;
      c.shape = {.window = {.channels = channels,
                            .height = 5,
                            .width = 6,
                            .kernel_h = 3,
                            .kernel_w = 3,
                            .stride_h = random.small(1, 2),
                            .stride_w = random.small(1, 2),
                            .padding = {1, 0, 1, 1}},
                 .out_channels = channels};
      check(random, c, 2, scratch);
    }
  }
}

TEST_CASE("F6 F8 fully connected layers over shards and rests of them", "[kernels][nhwc]") {
  RandomIntegers random(4);
  Convolution::Scratch scratch;
  for (const int images : {1, 3, 4, 5, 16, 19}) {
    for (Case c : kOperands) {
      c.shape = {.window = {.channels = 6, .height = 4, .width = 4, .kernel_h = 4, .kernel_w = 4},
                 .out_channels = 37};
      check(random, c, images, scratch);
      c.shape.window = {.channels = 2048};  // rows that share the sets of a cache
      check(random, c, images, scratch);
    }
  }
}

TEST_CASE("F6 F8 maps larger than what is delivered at once", "[kernels][nhwc]") {
  RandomIntegers random(5);
  Convolution::Scratch scratch;
  const Window window = {.channels = 5,
                         .height = 33,
                         .width = 31,
                         .kernel_h = 3,
                         .kernel_w = 3,
                         .padding = {1, 1, 1, 1}};
  for (const std::size_t i : {0U, 1U, 13U}) {
    Case c = kOperands[i];
    c.shape = {.window = window, .out_channels = 20};
    check(random, c, 2, scratch);
    c.groups = 5;
    c.shape.out_channels = 5;
    check(random, c, 2, scratch);
  }
}

// Every operand of its largest magnitude: a sum leaves 32 bits and must wrap, or must not.
TEST_CASE("F5 sums of extreme operands wrap in 32 bits and are exact in 64",
          "[kernels][nhwc][extreme]") {
  constexpr int kChannels = 70400;
  Convolution::Scratch scratch;
  for (Case c : kOperands) {
    c.shape = {.window = {.channels = kChannels}, .out_channels = 2};
    const auto x = static_cast<std::int32_t>(c.input.is_signed ? c.input.min() : c.input.max());
    const auto w = static_cast<std::int16_t>(-(1 << (c.weight_bits - 1)));
    const Input input(c.input, std::vector<std::int32_t>(kChannels, x));
    const std::vector<std::int16_t> weights(2 * kChannels, w);
    const std::vector<std::int16_t> bias = {-32768, 32767};
    std::vector<std::int64_t> want;
    for (const std::int16_t b : bias)
      want.push_back(std::int64_t{kChannels} * x * w + (std::int64_t{b} << 16));
    if (c.accumulator_bits <= 32)
      for (std::int64_t& sum : want) sum = static_cast<std::int32_t>(sum);
    for (const ConvolutionPath& path : convolution_paths()) {
      Convolution convolution(c.shape, 1, c.input, c.weight_bits, c.accumulator_bits, path);
      convolution.set_parameters({weights, bias, 16});
      CAPTURE(std::string(path.name), c.input.bits, c.input.is_signed, c.weight_bits);
      CHECK(delivered(convolution, c, 1, input, scratch) == want);
    }
  }
}

TEST_CASE("new parameters replace all of the old ones", "[kernels][nhwc]") {
  const Case c = {{.window = {.channels = 3}, .out_channels = 5}, 1, {8, false, 0}, 8, 32};
  Convolution convolution(c.shape, 1, c.input, 8, 32);
  Convolution::Scratch scratch;
  const Input input(c.input, {1, 2, 3});
  for (const int w : {7, -2}) {
    const std::vector<std::int16_t> weights(15, static_cast<std::int16_t>(w));
    const std::vector<std::int16_t> bias(5, static_cast<std::int16_t>(w));
    convolution.set_parameters({weights, bias, 1});
    CHECK(delivered(convolution, c, 1, input, scratch) == std::vector<std::int64_t>(5, 8 * w));
  }
}

TEST_CASE("convolution refuses what it does not serve", "[kernels][nhwc]") {
  const ConvolutionShape shape = {.window = {.channels = 6}, .out_channels = 4};
  CHECK_THROWS_AS(Convolution(shape, 4, {8, true, 0}, 8, 32), Error);
  CHECK_THROWS_AS(Convolution(shape, 3, {8, true, 0}, 8, 32), Error);
  CHECK_THROWS_AS(Convolution(shape, 0, {8, true, 0}, 8, 32), Error);
  CHECK_THROWS_AS(Convolution(shape, 1, {17, true, 0}, 8, 32), Error);
  CHECK_THROWS_AS(Convolution(shape, 1, {8, true, 0}, 17, 32), Error);
  CHECK_THROWS_AS(
      Convolution({.window = {.channels = 1, .kernel_w = 2}, .out_channels = 1}, 1, {}, 8, 32),
      Error);
  Convolution convolution(shape, 1, {8, true, 0}, 4, 32);
  const std::vector<std::int16_t> bias(4);
  std::vector<std::int16_t> weights(24, 7);
  CHECK_NOTHROW(convolution.set_parameters({weights, bias, 0}));
  weights.back() = 8;
  CHECK_THROWS_WITH(convolution.set_parameters({weights, bias, 0}),
                    Catch::Contains("do not fit 4 bits"));
  weights.resize(23);
  CHECK_THROWS_AS(convolution.set_parameters({weights, bias, 0}), Error);
}

}  // namespace
}  // namespace isomer::kernels::nhwc
