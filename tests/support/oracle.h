// SPDX-License-Identifier: Apache-2.0
//
// The judge of the arithmetic: a second, slow statement of every operation, written from the
// contract (isa/ARITHMETIC.md) alone. It includes nothing of the project. It multiplies, divides
// and compares in 128 bits, and never shifts a value.

#ifndef TESTS_SUPPORT_ORACLE_H_
#define TESTS_SUPPORT_ORACLE_H_

#include <cstdint>
#include <utility>
#include <vector>

namespace oracle {

__extension__ typedef __int128 Wide;  // -Wpedantic rejects the bare name

// The contract's rounding modes, numbered as in the instruction field.
enum class Mode { half_up = 0, half_even = 1, half_away = 2, floor = 3 };

// 2^exponent; exponent in 0..126.
Wide power_of_two(int exponent);

// The integer that the mode makes of numerator / denominator; denominator > 0, both below 2^125.
Wide rounded_quotient(Wide numerator, Wide denominator, Mode mode);

// value limited to lo..hi, which must not cross.
std::int64_t limited(Wide value, std::int64_t lo, std::int64_t hi);

// The representative of value modulo 2^bits in [-2^(bits-1), 2^(bits-1)).                   (F5)
std::int64_t wrapped(Wide value, int bits);

// acc * 2^-s rounded, then limited; s in [-64, 63].                                    (F3), (F4)
std::int64_t rnt(std::int64_t acc, int s, std::int64_t lo, std::int64_t hi, Mode mode);

// d_b * 2^s_b modulo 2^bits.                                                                (F8)
std::int64_t aligned_bias(std::int64_t d_b, int s_b, int bits);

// start + sum of x[k] * w[k], wrapped once at the end.                                      (F6)
std::int64_t dot(const std::vector<std::int64_t>& x, const std::vector<std::int64_t>& w,
                 std::int64_t start, int bits);

// The post chain, stages as in the contract; `has_` says which are present.            (F9)-(F12)
struct Post {
  Mode mode = Mode::half_up;
  int s1 = 0;
  int n1 = 24;
  bool has_affine = false;
  std::int64_t w_c = 0;
  std::int64_t b_c = 0;
  int s_b = 0;
  int s2 = 0;
  int n2 = 16;
  bool has_residual = false;
  std::int64_t r = 0;
  int e1 = 0;
  int e2 = 0;
  int s3 = 0;
  std::int64_t lo = 0;
  std::int64_t hi = 0;
};
std::int64_t post(std::int64_t acc, const Post& chain);

// The multiplier M and its scale q for a window of k elements.                             (F15)
std::pair<std::int64_t, int> average_factor(std::int64_t k);

// The mean of all elements of a window, rescaled by 2^-s.                                  (F15)
std::int64_t average(const std::vector<std::int64_t>& window, int s, std::int64_t lo,
                     std::int64_t hi, Mode mode);

// The integer a stored pattern stands for; only the low `bits` bits of code count.         (F16)
std::int64_t decode_int(std::int64_t code, int bits, std::int64_t offset);
std::int64_t decode_odd(std::int64_t code, int bits);
std::int64_t decode_pot(std::int64_t code, int bits);

// The finite number r in units of 2^exponent, rounded and limited, from its exact fraction. (F19)
std::int64_t quantized(double r, int exponent, std::int64_t lo, std::int64_t hi, Mode mode);

}  // namespace oracle

#endif  // TESTS_SUPPORT_ORACLE_H_
