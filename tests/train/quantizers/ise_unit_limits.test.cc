// SPDX-License-Identifier: Apache-2.0
//
// Bounds of accumulators and mixtures of weights.

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "isa/arithmetic/accumulate.h"
#include "isa/arithmetic/quantize.h"
#include "isa/container/error.h"
#include "isa/random/random.h"
#include "train/quantizers/ise_unit.h"

namespace isomer::train {
namespace {

constexpr Format kPixels = {8, false, -8};
using Floats = std::vector<float>;

IseUnit quantised(const UnitBits& bits, const Floats& weights, const Floats& bias,
                  const Mixing& mixing = {}) {
  IseUnit unit("fc9", static_cast<int>(bias.size()), bits, {});
  unit.search_parameters(weights, bias);
  unit.quantise_parameters(weights, bias, kPixels, mixing);
  return unit;
}

std::int64_t bound(const IseUnit& unit, std::size_t channel, std::int64_t max_x) {
  const std::size_t terms = unit.weights().size() / unit.bias().size();
  std::int64_t sum = 0;
  for (std::size_t i = channel * terms; i < (channel + 1) * terms; ++i) {
    sum += std::abs(int{unit.weights()[i]});
  }
  return accumulator_bound(sum, max_x, unit.bias()[channel], unit.bias_shift());
}

TEST_CASE("biases stay between se_t and se_t + L", "[train][quantizers]") {
  SECTION("a bias too coarse saturates, counted, and the bound holds") {
    const IseUnit unit = quantised({}, {0.99F}, {1e9F});
    CHECK(unit.bias()[0] == 127);
    CHECK(unit.exponents().counts.saturated_biases == 1);
    // At L = 24 the bias alone, 127 * 2^24, leaves room for 2^24 - 1 > 127 * 255 more: it stays.
    CHECK(unit.bias_shift() == 24);
    CHECK(fits_accumulator(bound(unit, 0, 255), 32));
  }
  SECTION("where bias and weights together overflow, the bias becomes finer") {
    const IseUnit unit = quantised({}, Floats(1000, 0.99F), {1e9F});  // 1000 * 127 * 255 > 2^24
    CHECK(unit.bias_shift() == 23);
    CHECK(unit.bias()[0] == 127);
    CHECK(unit.exponents().counts.saturated_biases == 1);
    CHECK(unit.exponents().counts.limited_channels == 0);
  }
  SECTION("a bias too fine loses its low bits without a count") {
    const IseUnit unit = quantised({}, {0.99F}, {1e-9F});
    CHECK(unit.bias_shift() == 0);
    CHECK(unit.bias()[0] == 0);
    CHECK(unit.exponents().counts.saturated_biases == 0);
  }
}

TEST_CASE("weights that overflow on their own are shrunk, counted", "[train][quantizers]") {
  const IseUnit unit = quantised({}, Floats(70000, 0.99F), {0});  // 70000 * 127 * 255 > 2^31
  CHECK(unit.exponents().counts.limited_channels == 1);
  CHECK(unit.weights()[0] == 120);  // 2147483647 / 255 / 70000 = 120.3
  CHECK(unit.weights().back() == 120);
  CHECK(unit.effective_weights()[0] == 120 * 0x1p-7F);
  CHECK(fits_accumulator(bound(unit, 0, 255), 32));
}

TEST_CASE("exponents too small for any bias are refused, not shrunk for ever",
          "[train][quantizers][hostile]") {
  for (const int exponent : {-60, -20}) {  // se_t = -120: the shift of a bias at -64 would be 56
    IseUnit unit("conv", 1, {}, {});
    unit.exponents().weights = -60;
    unit.exponents().bias = -64;
    const Floats weights(4, 0x1p-55F);
    const Floats bias = {-1};
    const auto quantise = [&] {
      unit.quantise_parameters(weights, bias, {8, false, exponent}, {});
    };
    if (exponent == -60) {
      CHECK_THROWS_WITH(quantise(), Catch::Contains("layer conv: the exponents"));
    } else {
      CHECK_NOTHROW(quantise());
      CHECK(fits_accumulator(bound(unit, 0, 255), 32));
    }
  }
}

TEST_CASE("any width of accumulator is kept for any weights", "[train][quantizers][random]") {
  Random random(16);
  std::int64_t limited = 0;
  for (int round = 0; round < 400; ++round) {
    const UnitBits bits{.weights = random.between(2, 16),
                        .bias = random.between(2, 15),
                        .accumulator = std::vector{16, 20, 24, 32, 48}[random.next() % 5]};
    const Format x{random.between(2, 16), random.between(0, 1) == 1, random.between(-20, 5)};
    const auto channels = static_cast<std::size_t>(random.between(1, 4));
    const auto terms = static_cast<std::size_t>(random.between(1, 600));
    Floats weights(channels * terms);
    for (float& w : weights) w = static_cast<float>(random.any_size(24)) * 0x1p-24F;
    Floats bias(channels);
    for (float& b : bias) b = static_cast<float>(random.any_size(24)) * 0x1p-22F;
    const double share = random.between(0, 1) == 1 && bits.weights <= 8 ? 0.5 : 1;
    const Mixing mixing{.quantised = share, .filler = Filler::ise16};
    IseUnit unit("conv", static_cast<int>(channels), bits, {});
    unit.search_parameters(weights, bias);
    unit.quantise_parameters(weights, bias, x, mixing);
    limited += unit.exponents().counts.limited_channels;
    std::vector<std::uint8_t> mask;
    members(mixing, weights, &mask);
    std::int64_t channels_shrunk = 0;
    for (std::size_t o = 0; o < channels; ++o) {
      CAPTURE(round, bits.weights, bits.bias, bits.accumulator, x.bits, o, share);
      if (!fits_accumulator(bound(unit, o, x.max_abs()), bits.accumulator)) FAIL();
      bool is_shrunk = false;
      for (std::size_t i = o * terms; i < (o + 1) * terms; ++i) {
        const auto w = static_cast<double>(weights[i]);
        std::int64_t d = quantize(w, unit.weight_format(), Rounding::half_up);
        if (share < 1 && mask[i] != 0) {
          d = 256 * quantize(w, {bits.weights, true, unit.weight_format().exponent + 8},
                             Rounding::half_up);
          if (unit.weights()[i] % 256 != 0) FAIL();
        }
        const std::int64_t actual = unit.weights()[i];
        is_shrunk = is_shrunk || actual != d;
        if (std::abs(actual) > std::abs(d) || actual * d < 0) FAIL();
        const auto effective = static_cast<double>(unit.effective_weights()[i]);
        if (effective != dequantize(actual, unit.weight_format())) FAIL();
      }
      channels_shrunk += is_shrunk ? 1 : 0;
    }
    if (channels_shrunk != unit.exponents().counts.limited_channels) FAIL();
  }
  CHECK(limited > 100);
}

TEST_CASE("a narrow accumulator still has room for its bias", "[train][quantizers]") {
  const Floats weights(1000, 0.99F);
  const IseUnit unit = quantised({.accumulator = 16}, weights, {0.3F, -0.2F, 0.0F, 0.1F});
  // All of them at se_b >= se_t = -15 would need 0.3 2^15 = 9830 of 32767: they stay as they are.
  for (std::size_t o = 0; o < 4; ++o) {
    const double value = dequantize(unit.bias()[o], unit.bias_format());
    const double wanted = std::vector{0.3, -0.2, 0.0, 0.1}[o];
    CHECK(value == Approx(wanted).margin(power_of_two(unit.bias_format().exponent)));
    CHECK(fits_accumulator(bound(unit, o, 255), 16));
  }
  CHECK(unit.exponents().counts.limited_channels == 4);
  CHECK(unit.exponents().counts.saturated_biases == 0);
}

TEST_CASE("mixed weights are floats, or integers of 16 bits", "[train][quantizers][mixing]") {
  Random random(8);
  Floats weights(600);
  for (float& w : weights) w = static_cast<float>(random.integer(24)) * 0x1p-23F;
  const Floats bias(6);
  for (const Order order : {Order::random, Order::magnitude}) {
    Mixing mixing{.quantised = 0.4, .order = order, .seed = 2};
    std::vector<std::uint8_t> mask;
    members(mixing, weights, &mask);
    const Format format = quantised({}, weights, bias).weight_format();
    const auto master = [&](std::size_t i) { return static_cast<double>(weights[i]); };

    const IseUnit real = quantised({}, weights, bias, mixing);
    CHECK_FALSE(real.is_representable());
    CHECK(real.weight_format() == format);
    mixing.filler = Filler::ise16;
    const IseUnit wide = quantised({}, weights, bias, mixing);
    CHECK(wide.is_representable());
    CHECK(wide.weight_format() == Format{16, true, format.exponent - 8});
    CHECK(wide.accumulator_exponent() == real.accumulator_exponent() - 8);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const std::int64_t d = quantize(master(i), format, Rounding::half_up);
      const bool is_member = mask[i] != 0;
      const double member = dequantize(d, format);
      CAPTURE(i, is_member);
      const double in_real = is_member ? member : master(i);
      if (static_cast<double>(real.effective_weights()[i]) != in_real) FAIL();
      const std::int64_t fine = quantize(master(i), wide.weight_format(), Rounding::half_up);
      if (wide.weights()[i] != (is_member ? d * 256 : fine)) FAIL();
    }
  }
  CHECK_THROWS_WITH(
      quantised({.weights = 9}, weights, bias, {.quantised = 0.5, .filler = Filler::ise16}),
      Catch::Contains("layer fc9") && Catch::Contains("ise16"));
}

TEST_CASE("members stay from step to step and change with the mixing",
          "[train][quantizers][mixing]") {
  Floats weights(64, 0.3F);
  weights[0] = 1.0F;
  const Floats bias(1);
  IseUnit unit("fc", 1, {.weights = 2}, {});
  unit.search_parameters(weights, bias);
  for (const double share : {0.2, 0.2, 0.6, 1.0, 0.2}) {
    for (const std::uint32_t layer : {0U, 1U}) {
      const Mixing mixing{.quantised = share, .layer = layer};
      unit.quantise_parameters(weights, bias, kPixels, mixing);
      std::vector<std::uint8_t> mask;
      members(mixing, weights, &mask);
      for (std::size_t i = 1; i < weights.size(); ++i) {
        CAPTURE(share, layer, i);
        if ((unit.effective_weights()[i] == 0.3F) != (mask[i] == 0)) FAIL();
      }
      CHECK(unit.is_representable() == (share == 1));
    }
  }
}

}  // namespace
}  // namespace isomer::train
