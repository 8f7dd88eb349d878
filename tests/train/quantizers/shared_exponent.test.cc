// SPDX-License-Identifier: Apache-2.0

#include "train/quantizers/shared_exponent.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "isa/arithmetic/exponent.h"
#include "isa/container/error.h"
#include "isa/random/random.h"

namespace isomer::train {
namespace {

std::optional<int> update(std::optional<int> old, const std::vector<float>& values) {
  return update_exponent(old, values, 8, ExponentRule::search, "w");
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
  REQUIRE(update(std::nullopt, values) == -7);
  CHECK(update(-6, values) == -7);  // four times the error: changes
  for (float& v : values) v *= 1.0001F;
  CHECK(update(-7, values) == -7);
  CHECK(update(-3, std::vector<float>(5)) == -3);  // all zero: stays
  CHECK(update(std::nullopt, std::vector<float>(5)) == std::nullopt);

  // Two exponents of nearly the same error: whichever was there stays.
  std::vector<float> close(64, 0.3F);
  close.push_back(1.02F);
  const auto best = update(std::nullopt, close);
  for (const int other : {*best - 1, *best + 1}) {
    const auto error = [&](int e) { return squared_error(close, {8, true, e}, Rounding::half_up); };
    const bool is_clear = error(*best) < 0.95 * error(other);
    CHECK(update(other, close) == (is_clear ? *best : other));
  }
}

TEST_CASE("the fixed rules are the logarithm rounded up and down", "[train][quantizers]") {
  Random random(1);
  for (int round = 0; round < 2000; ++round) {
    const int bits = random.between(2, 16);
    const bool is_signed = random.between(0, 1) == 1;
    const std::vector<float> values = {static_cast<float>(random.between(1, 1 << 24)) * 0x1p-20F};
    const auto choose = [&](ExponentRule rule) {
      return choose_exponent(values, bits, is_signed, rule, "t").value();
    };
    const auto max = static_cast<double>(Format{bits, is_signed, 0}.max());
    const double ratio = static_cast<double>(values[0]) / max;
    CAPTURE(bits, is_signed, values[0]);
    const int ceil = choose(ExponentRule::ceil);
    const int floor = choose(ExponentRule::floor);
    if (!(std::ldexp(1.0, ceil - 1) < ratio && ratio <= std::ldexp(1.0, ceil))) FAIL();
    if (!(std::ldexp(1.0, floor) <= ratio && ratio < std::ldexp(1.0, floor + 1))) FAIL();
  }
  const std::vector<float> exact = {-127.0F, 3.0F};  // 127 2^0: both rules agree
  CHECK(choose_exponent(exact, 8, true, ExponentRule::ceil, "t") == 0);
  CHECK(choose_exponent(exact, 8, true, ExponentRule::floor, "t") == 0);
  CHECK(update_exponent(5, exact, 8, ExponentRule::ceil, "t") == 0);       // no inertia
  CHECK(choose_exponent(exact, 8, false, ExponentRule::ceil, "t") == -6);  // 3 of 255 counts
  const std::vector<float> none = {-1.0F, 0.0F};
  CHECK(choose_exponent(none, 8, false, ExponentRule::floor, "t") == std::nullopt);
  const std::vector<float> broken = {1.0F, std::numeric_limits<float>::quiet_NaN()};
  for (const ExponentRule rule : {ExponentRule::search, ExponentRule::ceil, ExponentRule::floor}) {
    CHECK_THROWS_WITH(choose_exponent(broken, 8, true, rule, "conv7.weights"),
                      Catch::Contains("conv7.weights") && Catch::Contains("index 1"));
  }
}

}  // namespace
}  // namespace isomer::train
