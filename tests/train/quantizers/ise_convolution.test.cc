// SPDX-License-Identifier: Apache-2.0

#include "train/quantizers/ise_convolution.h"

#include <catch2/catch.hpp>
#include <vector>

#include "isa/arithmetic/accumulate.h"
#include "isa/arithmetic/exponent.h"
#include "isa/container/error.h"

namespace isomer::train {
namespace {

constexpr Format kPixels = {8, false, -8};

TEST_CASE("weights and bias become integers at the searched exponents", "[train][quantizers]") {
  IseConvolution layer("conv", {}, true);
  const std::vector<float> weights = {0.5F, -0.25F, 0.125F, 0.99F};
  const std::vector<float> bias = {0.75F, -0.5F};
  layer.search_parameters(weights, bias);
  layer.quantise_parameters(weights, bias, kPixels);
  const IseIntegers& d = layer.integers();
  CHECK(d.weight_format == Format{8, true, -7});
  CHECK(d.weights == std::vector<std::int16_t>{64, -32, 16, 127});
  CHECK(d.accumulator_exponent == -15);
  CHECK(d.bias_format == Format{8, true, -7});
  CHECK(d.bias == std::vector<std::int16_t>{96, -64});
  CHECK(d.bias_shift() == 8);
  layer.set_output(-6);
  CHECK(layer.integers().post.shift == 9);
  CHECK(layer.integers().post.lo == 0);
  CHECK(layer.integers().post.hi == 255);
  CHECK(layer.integers().output == Format{8, false, -6});
  CHECK(layer.exponents().counts.saturated_biases == 0);
  CHECK(layer.exponents().counts.raised_exponents == 0);
}

TEST_CASE("a negative shift raises the output exponent and is counted", "[train][quantizers]") {
  IseConvolution layer("conv", {}, false);
  const std::vector<float> weights = {1, -1};
  const std::vector<float> bias = {0.5F};
  layer.search_parameters(weights, bias);
  layer.quantise_parameters(weights, bias, kPixels);
  const int finest = layer.integers().accumulator_exponent;
  layer.set_output(finest - 3);
  CHECK(layer.integers().output.exponent == finest);
  CHECK(layer.integers().post.shift == 0);
  CHECK(layer.exponents().counts.raised_exponents == 1);
}

TEST_CASE("biases stay between se_t and se_t + L", "[train][quantizers]") {
  const std::vector<float> weights = {0.99F};
  SECTION("a bias too coarse saturates, counted, and the bound holds") {
    IseConvolution layer("conv", {}, true);
    const std::vector<float> bias = {1e9F};
    layer.search_parameters(weights, bias);
    layer.quantise_parameters(weights, bias, kPixels);
    const IseIntegers& d = layer.integers();
    CHECK(d.bias[0] == 127);
    CHECK(layer.exponents().counts.saturated_biases == 1);
    // At L = 24 the bias alone, 127 * 2^24, leaves room for 2^24 - 1 > 127 * 255 more: it stays.
    CHECK(d.bias_shift() == 24);
    CHECK(fits_accumulator(accumulator_bound(127, 255, 127, d.bias_shift()), kAccumulatorBits));
  }
  SECTION("where bias and weights together overflow, the bias becomes finer") {
    IseConvolution layer("conv", {}, true);
    const std::vector<float> many(1000, 0.99F);  // 1000 * 127 * 255 > 2^24
    const std::vector<float> bias = {1e9F};
    layer.search_parameters(many, bias);
    layer.quantise_parameters(many, bias, kPixels);
    CHECK(layer.integers().bias_shift() == 23);
    CHECK(layer.integers().bias[0] == 127);
    CHECK(layer.exponents().counts.saturated_biases == 1);
  }
  SECTION("a bias too fine loses its low bits without a count") {
    IseConvolution layer("conv", {}, true);
    const std::vector<float> bias = {1e-9F};
    layer.search_parameters(weights, bias);
    layer.quantise_parameters(weights, bias, kPixels);
    CHECK(layer.integers().bias_shift() == 0);
    CHECK(layer.integers().bias[0] == 0);
    CHECK(layer.exponents().counts.saturated_biases == 0);
  }
}

TEST_CASE("weights that overflow on their own are refused by name", "[train][quantizers]") {
  IseConvolution layer("fc9", {}, true);
  const std::vector<float> weights(70000, 0.99F);  // 70000 * 127 * 255 > 2^31
  const std::vector<float> bias = {0};
  layer.search_parameters(weights, bias);
  CHECK_THROWS_WITH(layer.quantise_parameters(weights, bias, kPixels),
                    Catch::Contains("layer fc9") && Catch::Contains("output channel 0"));
}

TEST_CASE("the output's search sees ReLU and leaves an average", "[train][quantizers]") {
  IseConvolution layer("conv", {}, true);
  const std::vector<float> weights = {0.99F};
  const std::vector<float> bias = {0};
  layer.search_parameters(weights, bias);
  layer.quantise_parameters(weights, bias, kPixels);  // se_t = -15
  // Negative accumulators are zero after ReLU: only 255 * 2^4 matters.
  CHECK(layer.search_output(std::vector<std::int32_t>{-1000000, 255 << 4, 0}) == -15 + 4);
  CHECK(layer.frozen_output() == -11);
  // An all-zero tensor teaches nothing and keeps the exponent.
  CHECK(layer.search_output(std::vector<std::int32_t>{-5, 0, -7}) == -11);
  CHECK(layer.exponents().output.value() == -11.0);
}

TEST_CASE("the average follows its formula and rounds half up", "[train][quantizers]") {
  ExponentAverage average;
  CHECK(average.is_empty());
  average.add(-10);
  CHECK(average.value() == -10.0);
  average.add(-5);
  CHECK(*average.value() == Approx(-9.5));
  CHECK(average.rounded() == -9);
}

TEST_CASE("a parameter's exponent changes only for a clear gain", "[train][quantizers]") {
  std::vector<float> values;
  for (int i = -50; i <= 50; ++i) values.push_back(static_cast<float>(i) * 0.0199F);  // up to 0.995
  const auto found = update_exponent(std::nullopt, values, 8, "w");
  REQUIRE(found == -7);
  CHECK(update_exponent(-6, values, 8, "w") == -7);  // four times the error: changes
  for (float& v : values) v *= 1.0001F;
  CHECK(update_exponent(-7, values, 8, "w") == -7);
  CHECK(update_exponent(-3, std::vector<float>(5), 8, "w") == -3);  // all zero: stays
  CHECK(update_exponent(std::nullopt, std::vector<float>(5), 8, "w") == std::nullopt);

  // Two exponents of nearly the same error: whichever was there stays.
  std::vector<float> close(64, 0.3F);
  close.push_back(1.02F);
  const auto best = update_exponent(std::nullopt, close, 8, "w");
  for (const int other : {*best - 1, *best + 1}) {
    const auto error = [&](int e) { return squared_error(close, {8, true, e}, Rounding::half_up); };
    const bool is_clear = error(*best) < 0.95 * error(other);
    CHECK(update_exponent(other, close, 8, "w") == (is_clear ? *best : other));
  }
}

}  // namespace
}  // namespace isomer::train
