// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/pool.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "isa/random/random.h"
#include "tests/support/oracle.h"

namespace isomer {
namespace {

TEST_CASE("F14 pool_max is the larger of every pair of 9-bit integers",
          "[arithmetic][pool][exhaustive]") {
  for (std::int64_t a = -256; a <= 255; ++a) {
    for (std::int64_t b = -256; b <= 255; ++b) {
      const std::int64_t max = pool_max(a, b);
      if (!(max >= a && max >= b && (max == a || max == b))) {
        CAPTURE(a, b, max);
        REQUIRE((max >= a && max >= b && (max == a || max == b)));
      }
    }
  }
}

TEST_CASE("F15 average_factor equals the oracle for every window up to 2^16 elements",
          "[arithmetic][pool][exhaustive]") {
  for (std::int64_t k = 1; k <= kMaxPoolWindow; k += k < 5000 ? 1 : 37) {
    const auto [m, q] = oracle::average_factor(k);
    if (average_factor(k) != AverageFactor{m, q}) {
      CAPTURE(k);
      REQUIRE(average_factor(k) == AverageFactor{m, q});
    }
  }
  REQUIRE(average_factor(kMaxPoolWindow) == AverageFactor{1, 16});
}

TEST_CASE("F15 M has 15 bits and is 1/k to half a unit of them", "[arithmetic][pool]") {
  for (std::int64_t k = 3; k <= 4096; ++k) {
    const AverageFactor factor = average_factor(k);
    if (factor.multiplier == 1) continue;
    CAPTURE(k);
    REQUIRE(factor.multiplier >= 1 << 14);
    REQUIRE(factor.multiplier < 1 << 15);
    const double exact = std::ldexp(1.0 / static_cast<double>(k), factor.shift);
    REQUIRE(std::abs(static_cast<double>(factor.multiplier) - exact) <= 0.5);
  }
}

TEST_CASE("F15 average equals the oracle on random windows", "[arithmetic][pool][random]") {
  Random random(15);
  for (int round = 0; round < 4000; ++round) {
    std::vector<std::int64_t> window(static_cast<std::size_t>(random.between(1, 64)));
    std::int64_t sum = 0;
    for (std::int64_t& d : window) {
      d = random.between(0, 1) != 0 ? random.integer(8) : -128;
      sum += d;
    }
    const auto k = static_cast<std::int64_t>(window.size());
    for (const int shift : {-6, -1, 0, 1, 4}) {
      for (const Rounding mode : kRoundings) {
        const std::int64_t got = average(sum, average_factor(k), shift, -128, 127, mode);
        const std::int64_t want =
            oracle::average(window, shift, -128, 127, static_cast<oracle::Mode>(mode));
        if (got != want) {
          CAPTURE(k, sum, shift, rounding_name(mode));
          REQUIRE(got == want);
        }
      }
    }
  }
}

TEST_CASE("F15 a sum of 16-bit elements times M fits 48 bits for every window",
          "[arithmetic][pool][exhaustive]") {
  for (std::int64_t k = 1; k <= kMaxPoolWindow; ++k) {
    if (k * 65535 * average_factor(k).multiplier >= std::int64_t{1} << 47) {
      CAPTURE(k);
      REQUIRE(k * 65535 * average_factor(k).multiplier < std::int64_t{1} << 47);
    }
  }
}

}  // namespace
}  // namespace isomer
