// SPDX-License-Identifier: Apache-2.0
//
// The accumulator: wraps, and is proved not to. Spec: isa/ARITHMETIC.md (F5), (F6), (F7).
// RTL twin of the product: rtl/arith/isomer_multiply.sv.

#ifndef ISA_ARITHMETIC_ACCUMULATE_H_
#define ISA_ARITHMETIC_ACCUMULATE_H_

#include <cstdint>
#include <limits>

namespace isomer {

// The integer in [-2^(bits-1), 2^(bits-1)) congruent to value modulo 2^bits; bits in 1..64. (F5)
//   wrap(128, 8) == -128      wrap(-129, 8) == 127
[[nodiscard]] constexpr std::int64_t wrap(std::int64_t value, int bits) {
  const int unused = 64 - bits;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(value) << unused) >> unused;
}

// acc + d_x * d_w modulo 2^bits; |d_x * d_w| < 2^62. The order of a sum does not matter.    (F6)
[[nodiscard]] constexpr std::int64_t mac(std::int64_t acc, std::int64_t d_x, std::int64_t d_w,
                                         int bits) {
  const auto product = static_cast<std::uint64_t>(d_x * d_w);
  return wrap(static_cast<std::int64_t>(static_cast<std::uint64_t>(acc) + product), bits);
}

// The largest |acc| that any prefix, in any order, of one output's sum can reach:           (F7)
//   sum_abs_w * max_abs_x + |d_b * 2^s_b|,   sum_abs_w = sum over k of |d_w[k]|.
// sum_abs_w, max_abs_x >= 0, |d_b| < 2^31, s_b in 0..63. Saturates at 2^63 - 1.
[[nodiscard]] constexpr std::int64_t accumulator_bound(std::int64_t sum_abs_w,
                                                       std::int64_t max_abs_x, std::int64_t d_b,
                                                       int s_b) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  const std::int64_t abs_b = d_b < 0 ? -d_b : d_b;
  if (abs_b > (kMax >> s_b)) return kMax;
  std::int64_t bound = 0;
  if (__builtin_mul_overflow(sum_abs_w, max_abs_x, &bound)) return kMax;
  if (__builtin_add_overflow(bound, abs_b << s_b, &bound)) return kMax;
  return bound;
}

// The proof that an accumulator of that width never wraps: bound <= 2^(bits-1) - 1.         (F7)
[[nodiscard]] constexpr bool fits_accumulator(std::int64_t bound, int bits) {
  return bound <= (std::int64_t{1} << (bits - 1)) - 1;
}

static_assert(wrap(128, 8) == -128 && wrap(-129, 8) == 127 && wrap(-1, 64) == -1);
static_assert(mac(0x7fffffff, 1, 1, 32) == -0x7fffffffLL - 1);
static_assert(fits_accumulator(accumulator_bound(576 * 128, 255, -3, 4), 32));
static_assert(!fits_accumulator(accumulator_bound(1, 0x7fffffff, 1, 0), 32));

}  // namespace isomer

#endif  // ISA_ARITHMETIC_ACCUMULATE_H_
