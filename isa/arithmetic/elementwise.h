// SPDX-License-Identifier: Apache-2.0
//
// Operations on stored tensors, element by element. Spec: isa/ARITHMETIC.md (F13).

#ifndef ISA_ARITHMETIC_ELEMENTWISE_H_
#define ISA_ARITHMETIC_ELEMENTWISE_H_

#include <cstdint>

#include "isa/arithmetic/post.h"

namespace isomer {

// RNT(a * 2^e1 + b * 2^e2, s3, lo, hi).                                                    (F13)
[[nodiscard]] constexpr std::int64_t add(std::int64_t a, std::int64_t b, const ResidualStage& stage,
                                         std::int64_t lo, std::int64_t hi, Rounding mode) {
  return clamp(residual(a, b, stage, mode), lo, hi);
}

// RNT(a * b, s, lo, hi); |a * b| < 2^63.                                                   (F13)
[[nodiscard]] constexpr std::int64_t multiply(std::int64_t a, std::int64_t b, int shift,
                                              std::int64_t lo, std::int64_t hi, Rounding mode) {
  return rnt(a * b, shift, lo, hi, mode);
}

// RNT(d, s, lo, hi), s the new exponent less the old: a change of format; concat's step.    (F13)
[[nodiscard]] constexpr std::int64_t rescale(std::int64_t d, int shift, std::int64_t lo,
                                             std::int64_t hi, Rounding mode) {
  return rnt(d, shift, lo, hi, mode);
}

static_assert(add(100, 50, {.e1 = 1, .e2 = 0, .s3 = 1}, -128, 127, Rounding::half_up) == 125);
static_assert(multiply(-128, -128, 7, -128, 127, Rounding::half_up) == 127);
static_assert(rescale(-3, 1, -128, 127, Rounding::half_up) == -1);

}  // namespace isomer

#endif  // ISA_ARITHMETIC_ELEMENTWISE_H_
