// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/accumulate.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <limits>
#include <vector>

#include "isa/arithmetic/bias.h"
#include "isa/random/random.h"
#include "tests/isa/arithmetic/patterns.h"
#include "tests/support/oracle.h"

namespace isomer {
namespace {

std::int64_t dot(const std::vector<std::int64_t>& x, const std::vector<std::int64_t>& w,
                 std::int64_t start, int bits) {
  std::int64_t acc = start;
  for (std::size_t k = 0; k < x.size(); ++k) acc = mac(acc, x[k], w[k], bits);
  return acc;
}

TEST_CASE("F5 wrap equals the oracle at every width", "[arithmetic][accumulate][exhaustive]") {
  for (int bits = 1; bits <= 64; ++bits) {
    for (std::int64_t value = -600; value <= 600; ++value) {
      if (wrap(value, bits) != oracle::wrapped(value, bits)) {
        CAPTURE(value, bits);
        REQUIRE(wrap(value, bits) == oracle::wrapped(value, bits));
      }
    }
    for (const std::int64_t value : patterns::integers(64)) {
      CAPTURE(value, bits);
      REQUIRE(wrap(value, bits) == oracle::wrapped(value, bits));
    }
  }
}

TEST_CASE("F6 mac equals the oracle on every pair of operand patterns",
          "[arithmetic][accumulate]") {
  for (const int bits : {20, 32, 48}) {
    for (const std::int64_t start : patterns::integers(bits)) {
      for (const std::int64_t x : patterns::integers(9)) {
        for (const std::int64_t w : {-256, -255, -128, -1, 0, 1, 127, 255, 256}) {
          if (mac(start, x, w, bits) != oracle::dot({x}, {w}, start, bits)) {
            CAPTURE(start, x, w, bits);
            REQUIRE(mac(start, x, w, bits) == oracle::dot({x}, {w}, start, bits));
          }
        }
      }
    }
  }
}

TEST_CASE("F6 a sum that wraps does not depend on the order", "[arithmetic][accumulate][random]") {
  Random random(6);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::pair<std::int64_t, std::int64_t>> terms;
    for (int k = 0; k < 64; ++k) terms.emplace_back(random.integer(9), random.integer(9));
    const auto sum = [&terms](int bits) {
      std::vector<std::int64_t> x;
      std::vector<std::int64_t> w;
      for (const auto& [d_x, d_w] : terms) {
        x.push_back(d_x);
        w.push_back(d_w);
      }
      REQUIRE(dot(x, w, 77, bits) == oracle::dot(x, w, 77, bits));
      return dot(x, w, 77, bits);
    };
    const std::int64_t forwards = sum(14);  // far too narrow: wraps many times
    std::reverse(terms.begin(), terms.end());
    REQUIRE(sum(14) == forwards);
    std::sort(terms.begin(), terms.end());
    REQUIRE(sum(14) == forwards);
  }
}

TEST_CASE("F6 trap, the most negative operand twice", "[arithmetic][accumulate][trap]") {
  REQUIRE(mac(0, -128, -128, 32) == 16384);
  REQUIRE(mac(0, -256, -256, 32) == 65536);
  REQUIRE(mac(0, -65536, -131072, 48) == std::int64_t{1} << 33);
  REQUIRE(mac(-(std::int64_t{1} << 31), -128, 1, 32) == (std::int64_t{1} << 31) - 128);
}

TEST_CASE("F7 trap, the all-minimum dot product of length K", "[arithmetic][accumulate][trap]") {
  for (const int k : {1, 25, 576, 4608, 131071, 131072}) {
    const auto n = static_cast<std::size_t>(k);
    const std::vector<std::int64_t> x(n, -128);
    const std::vector<std::int64_t> w(n, -128);
    const std::int64_t exact = std::int64_t{k} * 16384;
    const std::int64_t bound = accumulator_bound(std::int64_t{k} * 128, 128, 0, 0);
    CAPTURE(k);
    REQUIRE(bound == exact);
    REQUIRE(fits_accumulator(bound, 32) == (k < 131072));
    REQUIRE((dot(x, w, 0, 32) == exact) == fits_accumulator(bound, 32));
  }
}

TEST_CASE("F7 the proof is tight: no sum within it wraps and the next one can",
          "[arithmetic][accumulate][exhaustive]") {
  constexpr int kBits = 8;
  for (std::int64_t w0 = -8; w0 <= 8; ++w0) {
    for (std::int64_t w1 = -8; w1 <= 8; ++w1) {
      for (std::int64_t d_b = -4; d_b <= 4; ++d_b) {
        for (int s_b = 0; s_b <= 4; ++s_b) {
          const std::int64_t bound = accumulator_bound(std::abs(w0) + std::abs(w1), 8, d_b, s_b);
          // The operands that reach the bound have the sign of the bias.
          const std::int64_t toward = d_b < 0 ? -8 : 8;
          const std::int64_t x0 = w0 < 0 ? -toward : toward;
          const std::int64_t x1 = w1 < 0 ? -toward : toward;
          const std::int64_t exact = d_b * (1 << s_b) + x0 * w0 + x1 * w1;
          const std::int64_t acc = dot({x0, x1}, {w0, w1}, align_bias(d_b, s_b, kBits), kBits);
          CAPTURE(w0, w1, d_b, s_b);
          REQUIRE(std::abs(exact) == bound);
          if (fits_accumulator(bound, kBits)) REQUIRE(acc == exact);
          if (bound > 128) REQUIRE(acc != exact);
        }
      }
    }
  }
}

TEST_CASE("F7 a bound too large for 64 bits saturates instead of wrapping",
          "[arithmetic][accumulate]") {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  REQUIRE(accumulator_bound(kMax, 2, 0, 0) == kMax);
  REQUIRE(accumulator_bound(1, 1, -32768, 63) == kMax);
  REQUIRE(accumulator_bound(kMax, 1, 1, 0) == kMax);
  REQUIRE_FALSE(fits_accumulator(kMax, 48));
}

TEST_CASE("F8 align_bias equals the oracle on all 16-bit biases and shifts",
          "[arithmetic][bias][exhaustive]") {
  for (std::int64_t d_b = -32768; d_b <= 32767; ++d_b) {
    for (int s_b = 0; s_b < 64; s_b += d_b % 64 == 0 || d_b == 32767 ? 1 : 9) {
      const std::int64_t want = oracle::aligned_bias(d_b, s_b, 32);
      if (align_bias(d_b, s_b, 32) != want) {
        CAPTURE(d_b, s_b);
        REQUIRE(align_bias(d_b, s_b, 32) == want);
      }
    }
  }
  for (const std::int64_t d_b : patterns::integers(16)) {
    for (int s_b = 0; s_b < 64; ++s_b) {
      REQUIRE(align_bias(d_b, s_b, 48) == oracle::aligned_bias(d_b, s_b, 48));
    }
  }
}

TEST_CASE("F8 every bias is exact up to the shift L and one is not beyond it",
          "[arithmetic][bias]") {
  for (const int bits : {32, 48}) {
    for (int bias_bits = 2; bias_bits <= 16; ++bias_bits) {
      const int limit = max_bias_shift(bits, bias_bits);
      const std::int64_t min = -(std::int64_t{1} << (bias_bits - 1));
      REQUIRE(align_bias(min, limit, bits) == min * (std::int64_t{1} << limit));
      REQUIRE(align_bias(-min - 1, limit, bits) == (-min - 1) * (std::int64_t{1} << limit));
      REQUIRE(align_bias(min, limit + 1, bits) == 0);
    }
  }
}

}  // namespace
}  // namespace isomer
