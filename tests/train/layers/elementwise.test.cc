// SPDX-License-Identifier: Apache-2.0

#include "train/layers/elementwise.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "tests/train/layers/naive_convolution.h"

namespace isomer::train {
namespace {

using kernels::nhwc::Storage;

// Channels that fill vectors and channels that do not; pixels that leave a tail.
constexpr int kChannels[] = {1, 3, 6, 10, 16, 48, 64, 100};
constexpr std::size_t kPixels = 777;

// The same integers as each storage holds them.
struct Integers {
  std::vector<std::uint8_t> u8;
  std::vector<std::int8_t> s8;
  std::vector<std::int32_t> s32;
  std::vector<std::int64_t> s64;

  explicit Integers(std::size_t count) : u8(count), s8(count), s32(count), s64(count) {
    std::mt19937 random(5);
    for (std::size_t i = 0; i < count; ++i) {
      const auto bits = static_cast<std::uint32_t>(random());
      u8[i] = static_cast<std::uint8_t>(bits);
      s8[i] = static_cast<std::int8_t>(bits >> 8);
      s32[i] = static_cast<std::int32_t>(bits) >> 10;
      s64[i] = s32[i];
    }
  }
  std::vector<ConstTensor> all() const {
    return {{Storage::u8, u8.data()},
            {Storage::s8, s8.data()},
            {Storage::s32, s32.data()},
            {Storage::s64, s64.data()}};
  }
};

float element(ConstTensor d, std::size_t i) {
  return kernels::nhwc::visit(d, [&](const auto* p) { return static_cast<float>(p[i]); });
}

std::vector<std::uint8_t> random_flags(std::size_t count) {
  std::mt19937 random(6);
  std::vector<std::uint8_t> flags(count);
  for (auto& flag : flags) flag = static_cast<std::uint8_t>(random() & 3);
  return flags;
}

bool equal(const std::vector<float>& a, const std::vector<float>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

TEST_CASE("integers are scaled exactly", "[train][layers]") {
  const Integers integers(kPixels);
  for (const ConstTensor& d : integers.all()) {
    std::vector<float> got(kPixels), want(kPixels);
    for (std::size_t i = 0; i < kPixels; ++i) want[i] = std::ldexp(element(d, i), -7);
    dequantise(kPixels, d, 0x1p-7F, got.data());
    CHECK(equal(got, want));
  }
}

TEST_CASE("a gradient passes where all bits of its mask are set", "[train][layers]") {
  const auto dy = random_floats(kPixels, 1);
  const auto old = random_floats(kPixels, 2);
  const auto flags = random_flags(kPixels);
  for (std::uint8_t bits = 0; bits < 4; ++bits) {
    std::vector<float> want(kPixels), sum(kPixels);
    for (std::size_t i = 0; i < kPixels; ++i) {
      want[i] = bits == 0 || (flags[i] & bits) == bits ? dy[i] : 0;
      sum[i] = old[i] + want[i];
    }
    const Mask mask = {bits == 0 ? nullptr : flags.data(), bits};
    std::vector<float> g(kPixels), residual = old;
    mask_gradient(kPixels, dy.data(), mask, g.data(), Into::nothing, nullptr);
    CHECK(equal(g, want));
    mask_gradient(kPixels, dy.data(), mask, g.data(), Into::add, residual.data());
    CHECK(equal(g, want));
    CHECK(equal(residual, sum));
    std::vector<float> in_place = dy;
    mask_gradient(kPixels, in_place.data(), mask, in_place.data(), Into::store, residual.data());
    CHECK(equal(in_place, want));
    CHECK(equal(residual, want));
  }
}

TEST_CASE("gradients are accumulated", "[train][layers]") {
  const auto from = random_floats(kPixels, 1);
  auto to = random_floats(kPixels, 2);
  std::vector<float> want(kPixels);
  for (std::size_t i = 0; i < kPixels; ++i) want[i] = to[i] + from[i];
  accumulate(kPixels, from.data(), to.data());
  CHECK(equal(to, want));
}

TEST_CASE("L8 moments of gradients are the sums over pixels", "[train][layers]") {
  for (const int channels : kChannels) {
    CAPTURE(channels);
    const auto width = static_cast<std::size_t>(channels);
    const auto dy = random_floats(kPixels * width, 1);
    const auto x = random_floats(kPixels * width, 2);
    const auto flags = random_flags(dy.size());
    const Integers integers(dy.size());
    const auto check = [&](const std::vector<float>& g, const auto& value, const auto& run) {
      Sums want_g(width), want_gm(width);
      for (std::size_t i = 0; i < g.size(); ++i) {
        want_g.add(i % width, g[i], 1);
        want_gm.add(i % width, g[i], value(i));
      }
      std::vector<double> sum_g(width, 1000), sum_gm(width, -1000);
      run(std::span(sum_g), std::span(sum_gm));
      for (std::size_t c = 0; c < width; ++c) {
        if (std::abs(sum_g[c] - 1000 - want_g.value[c]) > 2e-6 * want_g.magnitude[c]) {
          REQUIRE(sum_g[c] - 1000 == want_g.value[c]);
        }
        if (std::abs(sum_gm[c] + 1000 - want_gm.value[c]) > 2e-6 * want_gm.magnitude[c]) {
          REQUIRE(sum_gm[c] + 1000 == want_gm.value[c]);
        }
      }
    };
    std::vector<float> masked(dy.size()), stored(dy.size()), added = x, sum(dy.size());
    for (std::size_t i = 0; i < dy.size(); ++i) {
      masked[i] = (flags[i] & 1) == 1 ? dy[i] : 0;
      sum[i] = x[i] + masked[i];
    }
    const Mask mask = {flags.data(), 1};
    for (const ConstTensor& m : integers.all()) {
      const auto value = [&](std::size_t i) { return element(m, i); };
      const auto with = [&](Mask by, Into into, float* residual) {
        return [=, &dy](std::span<double> s, std::span<double> t) {
          gradient_moments(kPixels, channels, dy.data(), by, m, s, t, into, residual);
        };
      };
      check(dy, value, with({}, Into::nothing, nullptr));
      check(masked, value, with(mask, Into::nothing, nullptr));
      check(masked, value, with(mask, Into::store, stored.data()));
      CHECK(equal(stored, masked));
      added = x;
      check(masked, value, with(mask, Into::add, added.data()));
      CHECK(equal(added, sum));
    }
    const auto float_value = [&](std::size_t i) { return x[i]; };
    stored = x;
    check(dy, float_value, [&](auto s, auto t) {
      gradient_moments(kPixels, channels, dy.data(), {}, x.data(), s, t, Into::store,
                       stored.data());
    });
    CHECK(equal(stored, dy));
    check(
        dy, [&](std::size_t i) { return dy[i]; },
        [&](auto s, auto t) { add_moments(kPixels, channels, dy.data(), s, t); });
    check(
        dy, [](std::size_t) { return 0.0F; },
        [&](auto s, auto) { add_sums(kPixels, channels, dy.data(), s); });
  }
}

TEST_CASE("the gradient before batch norm follows its formula", "[train][layers]") {
  for (const int channels : kChannels) {
    CAPTURE(channels);
    const auto width = static_cast<std::size_t>(channels);
    const auto dy = random_floats(kPixels * width, 1);
    const auto x = random_floats(kPixels * width, 2);
    const auto a = random_floats(width, 3), b = random_floats(width, 4),
               c = random_floats(width, 5);
    const auto flags = random_flags(dy.size());
    const Integers integers(dy.size());
    const ChannelMap map = {a.data(), b.data(), c.data()};
    std::vector<float> got(dy.size()), want(dy.size());
    const auto fill = [&](const auto& value, MapMask mask) {
      for (std::size_t i = 0; i < dy.size(); ++i) {
        const std::uint8_t all = mask.flags == nullptr ? 3 : flags[i];
        const float g = (all & mask.last) == mask.last ? dy[i] : 0;
        const float mapped = a[i % width] * g + b[i % width] * value(i) + c[i % width];
        want[i] = (all & mask.narrow) == mask.narrow ? mapped : 0;
      }
    };
    for (const MapMask mask : {MapMask{}, MapMask{flags.data(), 2, 1}, MapMask{flags.data(), 0, 1},
                               MapMask{flags.data(), 2, 0}}) {
      for (const ConstTensor& m : integers.all()) {
        fill([&](std::size_t i) { return element(m, i); }, mask);
        map_gradient(kPixels, channels, dy.data(), m, map, mask, got.data());
        CHECK(equal(got, want));
      }
      fill([&](std::size_t i) { return x[i]; }, mask);
      map_gradient(kPixels, channels, dy.data(), x.data(), map, mask, got.data());
      CHECK(equal(got, want));
    }
  }
}

TEST_CASE("the float chain scales, adds, clamps and says what it left", "[train][layers]") {
  for (const int channels : kChannels) {
    CAPTURE(channels);
    const auto width = static_cast<std::size_t>(channels);
    auto m = random_floats(kPixels * width, 1);
    m[0] = 0;
    const auto residual = random_floats(m.size(), 2);
    const auto scale = random_floats(width, 3), offset = random_floats(width, 4);
    std::vector<float> y(m.size()), want(m.size());
    std::vector<std::uint8_t> flags(m.size()), passes(m.size());
    for (const float ceiling : {0.5F, std::numeric_limits<float>::infinity()}) {
      for (std::size_t i = 0; i < m.size(); ++i) {
        const float sum = scale[i % width] * m[i] + offset[i % width] + residual[i];
        want[i] = std::clamp(sum, 0.0F, ceiling);
        passes[i] = want[i] == sum ? 3 : 0;
      }
      const FloatPost post = {scale.data(), offset.data(), residual.data(), true, ceiling};
      float_post(kPixels, channels, m.data(), post, y.data(), flags.data());
      CHECK(equal(y, want));
      CHECK(flags == passes);
    }
    float_post(kPixels, channels, m.data(), {}, y.data(), nullptr);
    CHECK(equal(y, m));
  }
}

}  // namespace
}  // namespace isomer::train
