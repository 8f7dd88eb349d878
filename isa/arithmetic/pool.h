// SPDX-License-Identifier: Apache-2.0
//
// Pooling. Spec: isa/ARITHMETIC.md (F14), (F15). RTL twin of the maximum: rtl/arith/isomer_max.sv.

#ifndef ISA_ARITHMETIC_POOL_H_
#define ISA_ARITHMETIC_POOL_H_

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "isa/arithmetic/rnt.h"

namespace isomer {

inline constexpr std::int64_t kMaxPoolWindow = std::int64_t{1} << 16;

// One step of a maximum over a window; padding takes no part in it.                        (F14)
[[nodiscard]] constexpr std::int64_t pool_max(std::int64_t so_far, std::int64_t d) {
  return std::max(so_far, d);
}

// 1/k as the fixed-point number multiplier * 2^-shift.
struct AverageFactor {
  std::int64_t multiplier = 1;  // M: 1 if k is a power of two, else 2^14 <= M < 2^15
  int shift = 0;                // q

  friend constexpr bool operator==(const AverageFactor&, const AverageFactor&) = default;
};

// For a window of k elements, k in 1..2^16, padding counted: M = 1, q = j where k = 2^j; else
// M = floor(2^q / k + 1/2) with the largest q that keeps M below 2^15.                     (F15)
//   average_factor(49) == {.multiplier = 21400, .shift = 20}
[[nodiscard]] constexpr AverageFactor average_factor(std::int64_t k) {
  assert(1 <= k && k <= kMaxPoolWindow);
  int log2_k = 0;
  while ((std::int64_t{1} << log2_k) < k) ++log2_k;
  if ((std::int64_t{1} << log2_k) == k) return {1, log2_k};
  const auto rounded = [k](int q) { return ((std::int64_t{2} << q) + k) / (2 * k); };
  int q = 0;
  while (rounded(q + 1) < (1 << 15)) ++q;
  return {rounded(q), q};
}

// RNT(sum * M, s + q, lo, hi): the mean of k elements, one rounding; s + q in [-64, 63].   (F15)
// A sum of k elements of 16 bits times M fits 48 bits.
[[nodiscard]] constexpr std::int64_t average(std::int64_t sum, const AverageFactor& factor,
                                             int shift, std::int64_t lo, std::int64_t hi,
                                             Rounding mode) {
  return rnt(sum * factor.multiplier, shift + factor.shift, lo, hi, mode);
}

static_assert(average_factor(4) == AverageFactor{1, 2});
static_assert(average_factor(9) == AverageFactor{29127, 18});
static_assert(average_factor(49) == AverageFactor{21400, 20});
static_assert(average(49 * 100, average_factor(49), 0, -128, 127, Rounding::half_up) == 100);

}  // namespace isomer

#endif  // ISA_ARITHMETIC_POOL_H_
