// SPDX-License-Identifier: Apache-2.0
//
// Round and truncate: the step that narrows an accumulator. Spec: isa/ARITHMETIC.md (F3), (F4).
// RTL twins: rtl/arith/isomer_rnt.sv, rtl/arith/isomer_clamp.sv.

#ifndef ISA_ARITHMETIC_RNT_H_
#define ISA_ARITHMETIC_RNT_H_

#include <algorithm>
#include <cstdint>
#include <limits>

#include "isa/arithmetic/rounding.h"

namespace isomer {

// min(max(value, lo), hi).                                                                  (F4)
[[nodiscard]] constexpr std::int64_t clamp(std::int64_t value, std::int64_t lo, std::int64_t hi) {
  return std::min(std::max(value, lo), hi);
}

// value * 2^count for count >= 0; the nearest 64-bit integer where that does not fit.
[[nodiscard]] constexpr std::int64_t shift_left_saturating(std::int64_t value, int count) {
  constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  if (value == 0) return 0;
  if (count > 63) return value > 0 ? kMax : kMin;
  if (value > (kMax >> count)) return kMax;
  if (value < (kMin >> count)) return kMin;
  return value << count;
}

// rnd(value * 2^-shift) for every 64-bit value and every shift in [-64, 63].                (F3)
// Nothing is added to the value, so nothing can overflow: the quotient's floor is one arithmetic
// shift, and the bits shifted out say whether the mode goes one up. A left shift saturates.
//   round_shift(5, 1, half_up) == 3      round_shift(-5, 1, half_up) == -2
[[nodiscard]] constexpr std::int64_t round_shift(std::int64_t value, int shift, Rounding mode) {
  if (shift < 0) return shift_left_saturating(value, -shift);
  if (shift == 0) return value;
  const std::int64_t floor = value >> shift;              // arithmetic since C++20
  const std::int64_t guard = (value >> (shift - 1)) & 1;  // the bit worth one half
  switch (mode) {
    case Rounding::half_up:
      return floor + guard;
    case Rounding::floor:
      return floor;
    case Rounding::half_even:
    case Rounding::half_away:
      break;
  }
  const std::int64_t below_guard = (std::int64_t{1} << (shift - 1)) - 1;
  const bool is_tie = (value & below_guard) == 0;  // of interest only if guard is set
  const bool tie_goes_up = mode == Rounding::half_even ? (floor & 1) != 0 : value >= 0;
  return is_tie && !tie_goes_up ? floor : floor + guard;
}

// RNT(acc, s, lo, hi) = clamp(rnd(acc * 2^-s), lo, hi): round first, clamp after.           (F4)
// A shift beyond the accumulator's width gives what mathematics gives: 0, or -1 for negative
// numbers under floor. A negative shift clamps before anything is lost.
//   rnt(1000, 2, -128, 127, half_up) == 127      rnt(-3, 63, -128, 127, floor) == -1
[[nodiscard]] constexpr std::int64_t rnt(std::int64_t acc, int shift, std::int64_t lo,
                                         std::int64_t hi, Rounding mode) {
  return clamp(round_shift(acc, shift, mode), lo, hi);
}

// The tie rules are part of the format: these lines fail to compile if one changes.
static_assert(round_shift(5, 1, Rounding::half_up) == 3);
static_assert(round_shift(-5, 1, Rounding::half_up) == -2);
static_assert(round_shift(5, 1, Rounding::half_even) == 2);
static_assert(round_shift(7, 1, Rounding::half_even) == 4);
static_assert(round_shift(-5, 1, Rounding::half_even) == -2);
static_assert(round_shift(5, 1, Rounding::half_away) == 3);
static_assert(round_shift(-5, 1, Rounding::half_away) == -3);
static_assert(round_shift(5, 1, Rounding::floor) == 2);
static_assert(round_shift(-5, 1, Rounding::floor) == -3);
static_assert(round_shift(-1, 63, Rounding::half_up) == 0);
static_assert(round_shift(-1, 63, Rounding::floor) == -1);
static_assert(rnt(1, -64, -128, 127, Rounding::half_up) == 127);
static_assert(rnt(-1, -64, -128, 127, Rounding::half_up) == -128);
static_assert(rnt(255, 1, -128, 127, Rounding::half_up) == 127);  // 127.5 rounds, then clamps

}  // namespace isomer

#endif  // ISA_ARITHMETIC_RNT_H_
