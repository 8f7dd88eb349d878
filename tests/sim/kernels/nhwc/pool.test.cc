// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/pool.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "isa/arithmetic/pool.h"
#include "tests/sim/kernels/nhwc/tensors.h"
#include "tests/sim/kernels/random_integers.h"

namespace isomer::kernels::nhwc {
namespace {

// A window that covers an element everywhere.
Window random_window(RandomIntegers& random) {
  constexpr int kChannels[] = {1, 3, 10, 16, 64, 100};
  Window w{.channels = kChannels[random.next() % std::size(kChannels)],
           .height = random.small(3, 9),
           .width = random.small(3, 9)};
  if (random.small(0, 2) == 0) {
    w.kernel_h = w.kernel_w = w.stride_h = w.stride_w = 2;
    if (random.small(0, 2) == 0) w.stride_w = random.small(1, 3);
    return w;
  }
  w.kernel_h = random.small(1, 3);
  w.kernel_w = random.small(1, 3);
  w.stride_h = random.small(1, 3);
  w.stride_w = random.small(1, 3);
  w.padding = {random.small(0, w.kernel_h - 1), random.small(0, w.kernel_w - 1),
               random.small(0, w.kernel_h - 1), random.small(0, w.kernel_w - 1)};
  return w;
}

struct Covered {
  std::int64_t value;
  int position;
};

// What the window of one output covers, in row order; `in` is the batch.
std::vector<Covered> covered(const Window& w, const std::vector<std::int64_t>& in, int n, int y,
                             int x, int c) {
  std::vector<Covered> found;
  for (int ky = 0; ky < w.kernel_h; ++ky) {
    for (int kx = 0; kx < w.kernel_w; ++kx) {
      const int row = y * w.stride_h + ky - w.padding.top;
      const int column = x * w.stride_w + kx - w.padding.left;
      if (row < 0 || row >= w.height || column < 0 || column >= w.width) continue;
      const int i = ((n * w.height + row) * w.width + column) * w.channels + c;
      found.push_back({in[static_cast<std::size_t>(i)], ky * w.kernel_w + kx});
    }
  }
  return found;
}

// Calls judge(index of the output, what its window covers) for every output of a batch.
template <typename Judge>
void for_each_output(const Window& w, const std::vector<std::int64_t>& in, int images,
                     Judge&& judge) {
  std::size_t i = 0;
  for (int n = 0; n < images; ++n)
    for (int y = 0; y < w.out_height(); ++y)
      for (int x = 0; x < w.out_width(); ++x)
        for (int c = 0; c < w.channels; ++c) judge(i++, covered(w, in, n, y, x, c));
}

constexpr int kImages = 2;

TEST_CASE("F14 max_pool takes the first of the largest, padding skipped", "[kernels][pool]") {
  RandomIntegers random(31);
  for (int round = 0; round < 150; ++round) {
    const Window w = random_window(random);
    const Storage storage = std::vector{Storage::u8, Storage::s8, Storage::s32}[random.next() % 3];
    const std::size_t count = kImages * w.in_elements();
    const std::size_t outputs = kImages * w.out_pixels() * static_cast<std::size_t>(w.channels);
    const std::int64_t lo = round % 2 == 0 ? std::max<std::int64_t>(-3, least(storage))
                                           : least(storage);  // many equals
    const std::int64_t hi = round % 2 == 0 ? 3 : largest(storage);
    const OwnedTensor in(storage, random.values<std::int64_t>(count, lo, hi));
    OwnedTensor y(storage, outputs);
    OwnedTensor y_only(storage, outputs);
    std::vector<std::uint16_t> argmax(outputs, 9999);
    max_pool(w, kImages, in.tensor(), y.tensor(), argmax);
    max_pool(w, kImages, in.tensor(), y_only.tensor());
    const auto got = y.values();
    const std::vector<std::int64_t> values = in.values();
    const std::vector<float> floats(values.begin(), values.end());
    std::vector<float> float_y(outputs);
    std::vector<std::uint16_t> float_argmax(outputs);
    if (storage != Storage::s32) max_pool(w, kImages, floats.data(), float_y.data(), float_argmax);
    for_each_output(w, values, kImages, [&](std::size_t i, const std::vector<Covered>& window) {
      Covered best = window.front();
      for (const Covered& element : window)
        if (element.value > best.value) best = element;
      if (got[i] == best.value && argmax[i] == best.position) return;
      CAPTURE(round, i);
      REQUIRE(got[i] == best.value);
      REQUIRE(argmax[i] == best.position);
    });
    REQUIRE(y_only == y);
    if (storage == Storage::s32) continue;
    REQUIRE(float_argmax == argmax);
    REQUIRE(float_y == std::vector<float>(got.begin(), got.end()));
  }
}

// Whatever the instruction set takes the maximum with: equal zeros differ in their bits.
TEST_CASE("F14 max_pool of floats keeps the sign of the first zero", "[kernels][pool]") {
  for (const int channels : {1, 3, 16, 64, 100}) {
    for (const int kernel : {2, 3}) {
      Window w{.channels = channels, .height = kernel, .width = kernel};
      w.kernel_h = w.kernel_w = kernel;
      const auto count = static_cast<std::size_t>(channels);
      for (const float first : {0.0F, -0.0F}) {
        std::vector<float> in(w.in_elements(), -first);
        std::fill_n(in.begin(), count, first);
        std::vector<float> y(count, 1.0F);
        std::vector<std::uint16_t> argmax(count, 9999);
        std::vector<float> y_only = y;
        max_pool(w, 1, in.data(), y.data(), argmax);
        max_pool(w, 1, in.data(), y_only.data());
        CAPTURE(channels, kernel, first);
        CHECK(argmax == std::vector<std::uint16_t>(count, 0));
        const auto is_first = [&](float v) {
          return v == first && std::signbit(v) == std::signbit(first);
        };
        CHECK(std::ranges::all_of(y, is_first));
        CHECK(std::ranges::all_of(y_only, is_first));
      }
    }
  }
}

TEST_CASE("F15 average_pool equals the contract's function", "[kernels][pool]") {
  RandomIntegers random(32);
  for (int round = 0; round < 150; ++round) {
    Window w = random_window(random);
    if (round % 3 == 0) w = {w.channels, w.height, w.width, w.height, w.width};  // global
    const Storage from = std::vector{Storage::u8, Storage::s8, Storage::s32}[random.next() % 3];
    const Storage to = std::vector{Storage::u8, Storage::s8, Storage::s32}[random.next() % 3];
    const std::int64_t most = from == Storage::s32 ? 65535 : largest(from);
    const OwnedTensor in(from, random.values<std::int64_t>(kImages * w.in_elements(),
                                                           std::max(least(from), -most), most));
    const AveragePool layer{w.kernel_h, w.kernel_w, w.stride_h,
                            w.stride_w, w.padding,  kRoundings[random.next() % 4]};
    const int shift = random.small(-2, 3);
    const std::int32_t lo = to == Storage::u8 ? 0 : -100;
    const std::int32_t hi = to == Storage::s32 ? 65535 : random.small(100, 127);
    OwnedTensor y(to, kImages * w.out_pixels() * static_cast<std::size_t>(w.channels));
    average_pool(layer, w, shift, lo, hi, kImages, in.tensor(), y.tensor());
    const AverageFactor factor = average_factor(std::int64_t{w.kernel_h} * w.kernel_w);
    const auto got = y.values();
    for_each_output(w, in.values(), kImages,
                    [&](std::size_t i, const std::vector<Covered>& window) {
                      std::int64_t sum = 0;
                      for (const Covered& element : window) sum += element.value;
                      const std::int64_t want = average(sum, factor, shift, lo, hi, layer.rounding);
                      if (got[i] == want) return;
                      CAPTURE(round, i);
                      REQUIRE(got[i] == want);
                    });
  }
}

}  // namespace
}  // namespace isomer::kernels::nhwc
