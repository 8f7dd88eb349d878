// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/quantize.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "isa/container/error.h"
#include "isa/random/random.h"
#include "tests/support/oracle.h"

namespace isomer {
namespace {

void check(double r, const Format& format, Rounding mode) {
  if (r != 0 && std::abs(r) < 0x1p-958) return;  // no float is that small
  const std::int64_t got = quantize(r, format, mode);
  const std::int64_t want = oracle::quantized(r, format.exponent, format.min(), format.max(),
                                              static_cast<oracle::Mode>(mode));
  if (got == want) return;
  CAPTURE(r, format.bits, format.is_signed, format.exponent, rounding_name(mode));
  REQUIRE(got == want);
}

TEST_CASE("F19 quantize equals the oracle on the neighbourhood of every threshold",
          "[arithmetic][quantize][exhaustive]") {
  for (const bool is_signed : {true, false}) {
    for (const int exponent : {kMinExponent, -9, -1, 0, 1, 7, kMaxExponent}) {
      const Format format{8, is_signed, exponent};
      for (int quarter = -4 * 130; quarter <= 4 * 260; ++quarter) {
        const double r = std::ldexp(quarter, exponent - 2);
        for (const Rounding mode : kRoundings) {
          check(r, format, mode);
          check(std::nextafter(r, 1e300), format, mode);
          check(std::nextafter(r, -1e300), format, mode);
          const auto f = static_cast<float>(r);
          check(static_cast<double>(std::nextafter(f, 1e30F)), format, mode);
          check(static_cast<double>(std::nextafter(f, -1e30F)), format, mode);
        }
      }
    }
  }
}

TEST_CASE("F19 quantize equals the oracle on random floats of every size",
          "[arithmetic][quantize][random]") {
  Random random(19);
  for (int i = 0; i < 300000; ++i) {
    const auto bits = static_cast<std::uint32_t>(random.next());
    const auto r = std::bit_cast<float>(bits);
    if (!std::isfinite(r)) continue;
    const Format format{random.between(2, 48), random.between(0, 1) != 0,
                        random.between(kMinExponent, kMaxExponent)};
    int ignored = 0;
    const double near = std::ldexp(std::frexp(static_cast<double>(r), &ignored),
                                   format.exponent + random.between(-3, format.bits + 1));
    for (const Rounding mode : kRoundings) {
      check(static_cast<double>(r), format, mode);
      check(near, format, mode);
    }
  }
}

TEST_CASE("F19 trap, a half less one unit in the last place is not rounded up",
          "[arithmetic][quantize][trap]") {
  const Format format{8, true, 0};
  const double below_half = 0.49999999999999994;
  REQUIRE(below_half + 0.5 == 1.0);  // the trap itself: the addition rounds
  for (const Rounding mode : kRoundings) {
    REQUIRE(quantize(below_half, format, mode) == 0);
    REQUIRE(quantize(-below_half, format, mode) == (mode == Rounding::floor ? -1 : 0));
  }
  REQUIRE(quantize(static_cast<double>(0.49999997F), format, Rounding::half_up) == 0);
  REQUIRE(quantize(0.5, format, Rounding::half_up) == 1);
  REQUIRE(quantize(-0.5, format, Rounding::half_up) == 0);
  REQUIRE(quantize(-0.5, format, Rounding::half_away) == -1);
}

TEST_CASE("F19 the least float decides only under floor", "[arithmetic][quantize]") {
  const auto least = static_cast<double>(std::numeric_limits<float>::denorm_min());
  for (const int exponent : {kMinExponent, 0, kMaxExponent}) {
    for (const Rounding mode : kRoundings) {
      REQUIRE(quantize(least, {8, true, exponent}, mode) == 0);
      REQUIRE(quantize(-least, {8, true, exponent}, mode) == (mode == Rounding::floor ? -1 : 0));
    }
  }
}

TEST_CASE("F19 NaN and infinity are errors that name the tensor and the index",
          "[arithmetic][quantize]") {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
        -std::numeric_limits<float>::infinity()}) {
    std::vector<float> values(9, 1.0F);
    values[7] = bad;
    std::vector<std::int8_t> out(values.size());
    try {
      quantize_tensor<std::int8_t>(values, {8, true, 0}, Rounding::half_up, "conv2.weight", out);
      FAIL("accepted");
    } catch (const Error& error) {
      const std::string message = error.what();
      REQUIRE(message.find("'conv2.weight'") != std::string::npos);
      REQUIRE(message.find("index 7") != std::string::npos);
    }
  }
}

TEST_CASE("F19 a tensor is quantised element by element", "[arithmetic][quantize]") {
  const std::vector<float> values = {-3.0F, -0.75F, 0.0F, 0.25F, 0.75F, 1e9F};
  std::vector<std::int8_t> d(values.size());
  quantize_tensor<std::int8_t>(values, {8, true, -1}, Rounding::half_up, "x", d);
  REQUIRE(d == std::vector<std::int8_t>{-6, -1, 0, 1, 2, 127});
  std::vector<std::uint8_t> u(values.size());
  quantize_tensor<std::uint8_t>(values, {8, false, -1}, Rounding::half_up, "x", u);
  REQUIRE(u == std::vector<std::uint8_t>{0, 0, 0, 1, 2, 255});
}

TEST_CASE("F19 trap, no fast math and no fused multiply-add where integers are decided",
          "[arithmetic][quantize][trap]") {
#ifdef __FAST_MATH__
  FAIL("compiled with -ffast-math");
#endif
  volatile double a = 1.0 + 0x1p-27;
  volatile double b = -(1.0 + 0x1p-26);
  const double x = a;
  const double y = b;
  const double sum = x * x + y;  // 2^-54 if fused, 0 if the product is rounded first
  REQUIRE(sum == 0.0);
}

}  // namespace
}  // namespace isomer
