// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/rnt.h"

#include <catch2/catch.hpp>
#include <functional>
#include <limits>

#include "isa/random/random.h"
#include "tests/isa/arithmetic/patterns.h"
#include "tests/support/oracle.h"

namespace isomer {
namespace {

using Rnt = std::function<std::int64_t(std::int64_t, int, std::int64_t, std::int64_t, Rounding)>;

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

oracle::Mode judge(Rounding mode) { return static_cast<oracle::Mode>(mode); }

struct Bounds {
  std::int64_t lo;
  std::int64_t hi;
};

// Whether rnt agrees with the oracle; prints the case if it should and does not.
bool agrees(std::int64_t acc, int shift, const Bounds& bounds, Rounding mode) {
  const std::int64_t got = rnt(acc, shift, bounds.lo, bounds.hi, mode);
  const std::int64_t want = oracle::rnt(acc, shift, bounds.lo, bounds.hi, judge(mode));
  if (got == want) return true;
  CAPTURE(acc, shift, bounds.lo, bounds.hi, rounding_name(mode));
  REQUIRE(got == want);
  return false;
}

TEST_CASE("F3 round_shift equals the oracle on every 12-bit value, shift and mode",
          "[arithmetic][rnt][exhaustive]") {
  for (std::int64_t acc = -2048; acc < 2048; ++acc) {
    for (int shift = -64; shift <= 63; ++shift) {
      for (const Rounding mode : kRoundings) agrees(acc, shift, {kMin, kMax}, mode);
    }
  }
}

TEST_CASE("F4 rnt equals the oracle on every 10-bit value, shift and mode in several ranges",
          "[arithmetic][rnt][exhaustive]") {
  for (const Bounds bounds : {Bounds{-8, 7}, Bounds{0, 15}, Bounds{-128, 127}, Bounds{0, 5},
                              Bounds{-3, -3}, Bounds{-256, 255}}) {
    for (std::int64_t acc = -512; acc < 512; ++acc) {
      for (int shift = -64; shift <= 63; ++shift) {
        for (const Rounding mode : kRoundings) agrees(acc, shift, bounds, mode);
      }
    }
  }
}

TEST_CASE("F4 rnt equals the oracle at the real widths, patterns and random values",
          "[arithmetic][rnt][random]") {
  Random random(4);
  for (const int width : {32, 48, 64}) {
    std::vector<std::int64_t> values = patterns::integers(width);
    for (int i = 0; i < 2000; ++i) values.push_back(random.any_size(width));
    for (const Bounds bounds : {Bounds{-128, 127}, Bounds{0, 255}, Bounds{-65536, 65535},
                                Bounds{-(1 << 23), (1 << 23) - 1}, Bounds{kMin, kMax}}) {
      for (const std::int64_t acc : values) {
        for (const int shift : patterns::kShifts) {
          for (const Rounding mode : kRoundings) agrees(acc, shift, bounds, mode);
        }
      }
    }
  }
}

TEST_CASE("F3 trap, two nearest modes differ on a quarter of all inputs at shift 1",
          "[arithmetic][rnt][trap]") {
  const auto differences = [](Rounding a, Rounding b, int shift) {
    int count = 0;
    for (std::int64_t acc = -32768; acc < 32768; ++acc) {
      if (round_shift(acc, shift, a) != round_shift(acc, shift, b)) ++count;
    }
    return count;
  };
  using enum Rounding;
  for (const auto& [a, b] : {std::pair{half_up, half_even}, std::pair{half_up, half_away},
                             std::pair{half_even, half_away}}) {
    CAPTURE(rounding_name(a), rounding_name(b));
    REQUIRE(differences(a, b, 1) == 65536 / 4);
    REQUIRE(differences(a, b, 8) == 65536 / 512);  // 0.2 %
  }
  for (int shift = 1; shift <= 8; ++shift) {
    REQUIRE(differences(half_up, floor, shift) == 65536 / 2);
  }
}

TEST_CASE("F3 trap, the rounding addend needs one bit more than the accumulator",
          "[arithmetic][rnt][trap]") {
  REQUIRE(round_shift(kMax, 1, Rounding::half_up) == std::int64_t{1} << 62);
  REQUIRE(round_shift(kMax, 63, Rounding::half_up) == 1);
  REQUIRE(round_shift(kMin, 63, Rounding::half_away) == -1);
  for (const int width : {32, 48, 64}) {
    for (const std::int64_t acc : patterns::integers(width)) {
      for (const int shift :
           {1, width - 2, width - 1 < 63 ? width - 1 : 63, width < 63 ? width : 63, 63}) {
        for (const Rounding mode : kRoundings) agrees(acc, shift, {kMin, kMax}, mode);
      }
    }
  }
}

TEST_CASE("F3 trap, a shift beyond the accumulator gives 0 or under floor -1",
          "[arithmetic][rnt][trap]") {
  for (const std::int64_t acc : patterns::integers(48)) {
    for (int shift = 49; shift <= 63; ++shift) {
      for (const Rounding mode : kRoundings) {
        const bool goes_down = mode == Rounding::floor && acc < 0;
        REQUIRE(round_shift(acc, shift, mode) == (goes_down ? -1 : 0));
      }
    }
  }
}

TEST_CASE("F4 trap, a left shift clamps before anything is lost", "[arithmetic][rnt][trap]") {
  for (const Rounding mode : kRoundings) {
    REQUIRE(rnt(1, -64, -128, 127, mode) == 127);
    REQUIRE(rnt(-1, -64, -128, 127, mode) == -128);
    REQUIRE(rnt(0, -64, -128, 127, mode) == 0);
    REQUIRE(rnt(std::int64_t{1} << 40, -24, -128, 127, mode) == 127);  // 2^64 is 0 modulo 2^64
    REQUIRE(rnt(3, -5, -128, 127, mode) == 96);
    REQUIRE(rnt(-4, -5, -128, 127, mode) == -128);
  }
}

TEST_CASE("F4 trap, a round-up that crosses into the clamp", "[arithmetic][rnt][trap]") {
  REQUIRE(rnt(255, 1, -128, 127, Rounding::half_up) == 127);  // 127.5 becomes 128
  REQUIRE(rnt(255, 1, -128, 128, Rounding::half_up) == 128);  // and is 128 if that is allowed
  REQUIRE(rnt(255, 1, -128, 127, Rounding::half_even) == 127);
  REQUIRE(rnt(-257, 1, -128, 127, Rounding::half_up) == -128);
  REQUIRE(rnt(-257, 1, -129, 127, Rounding::half_away) == -129);
  REQUIRE(rnt(-1, 1, 0, 255, Rounding::half_up) == 0);
}

TEST_CASE("F3 trap, a right shift of a negative number is arithmetic", "[arithmetic][rnt][trap]") {
  REQUIRE(round_shift(-8, 2, Rounding::floor) == -2);
  REQUIRE(round_shift(-9, 2, Rounding::floor) == -3);
  REQUIRE(round_shift(kMin, 62, Rounding::floor) == -2);
}

// The comparison above is only worth something if it finds faults: plant some.
TEST_CASE("F4 the comparison with the oracle finds planted faults", "[arithmetic][rnt][fault]") {
  const auto in = [](std::int64_t v, std::int64_t lo, std::int64_t hi) { return clamp(v, lo, hi); };
  const std::pair<const char*, Rnt> faults[] = {
      {"truncation instead of half_up",
       [in](auto acc, int s, auto lo, auto hi, Rounding mode) {
         return in(round_shift(acc, s, mode == Rounding::half_up ? Rounding::floor : mode), lo, hi);
       }},
      {"half_even that ignores the sticky bits",
       [in](auto acc, int s, auto lo, auto hi, Rounding mode) {
         if (mode != Rounding::half_even || s <= 0) return rnt(acc, s, lo, hi, mode);
         const auto kept = acc >> s;
         return in(kept + (((acc >> (s - 1)) & 1) & (kept & 1)), lo, hi);
       }},
      {"guard bit off by one",
       [in](auto acc, int s, auto lo, auto hi, Rounding mode) {
         if (mode != Rounding::half_up || s < 2) return rnt(acc, s, lo, hi, mode);
         return in((acc >> s) + ((acc >> (s - 2)) & 1), lo, hi);
       }},
      {"ties away from zero the wrong way round",
       [](auto acc, int s, auto lo, auto hi, Rounding mode) {
         return rnt(acc, s, lo, hi, mode == Rounding::half_away ? Rounding::half_up : mode);
       }},
      {"the addend wraps at the accumulator's width",
       [in](auto acc, int s, auto lo, auto hi, Rounding mode) {
         if (mode != Rounding::half_up || s < 1 || s > 31) return rnt(acc, s, lo, hi, mode);
         const auto sum = static_cast<std::int32_t>(acc + (std::int64_t{1} << (s - 1)));
         return in(sum >> s, lo, hi);
       }},
      {"narrowed before the clamp",
       [in](auto acc, int s, auto lo, auto hi, Rounding mode) {
         return in(static_cast<std::int16_t>(round_shift(acc, s, mode)), lo, hi);
       }},
      {"shift amounts modulo 32",
       [](auto acc, int s, auto lo, auto hi, Rounding mode) {
         return rnt(acc, s < 0 ? s : s % 32, lo, hi, mode);
       }},
      {"a left shift that loses its upper bits",
       [in](auto acc, int s, auto lo, auto hi, Rounding mode) {
         if (s >= 0) return rnt(acc, s, lo, hi, mode);
         return in(s == -64 ? 0 : static_cast<std::int64_t>(static_cast<std::uint64_t>(acc) << -s),
                   lo, hi);
       }},
  };
  for (const auto& [name, faulty] : faults) {
    int found = 0;
    for (const std::int64_t acc : patterns::integers(32)) {
      for (const int shift : patterns::kShifts) {
        for (const Rounding mode : kRoundings) {
          if (faulty(acc, shift, -128, 127, mode) !=
              oracle::rnt(acc, shift, -128, 127, judge(mode))) {
            ++found;
          }
        }
      }
    }
    INFO(name);
    REQUIRE(found > 0);
  }
}

}  // namespace
}  // namespace isomer
