// SPDX-License-Identifier: Apache-2.0
//
// The chain after the accumulator: narrow, affine, residual, clamp; each stage rounds once.
// Spec: isa/ARITHMETIC.md (F9)-(F12). RTL twins: rtl/core/isomer_post_lane.sv and, of the sums,
// rtl/arith/isomer_affine_sum.sv, rtl/arith/isomer_residual_sum.sv.

#ifndef ISA_ARITHMETIC_POST_H_
#define ISA_ARITHMETIC_POST_H_

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <optional>

#include "isa/arithmetic/rnt.h"

namespace isomer {

inline constexpr int kMaxNarrowBits = 24;  // N1
inline constexpr int kMaxAffineBits = 16;  // N2
inline constexpr int kMaxAffineBiasShift = 31;
inline constexpr int kMaxResidualShift = 15;

// clamp(rnd(value * 2^-shift)) to a two's complement integer of `bits` bits, 1..48.
[[nodiscard]] constexpr std::int64_t rnt_signed(std::int64_t value, int shift, int bits,
                                                Rounding mode) {
  const std::int64_t limit = std::int64_t{1} << (bits - 1);
  return rnt(value, shift, -limit, limit - 1, mode);
}

// m1 = clamp(rnd(acc * 2^-s1), N1), signed, N1 in 1..24; acc of at most 48 bits.            (F9)
[[nodiscard]] constexpr std::int64_t narrow(std::int64_t acc, int s1, int n1, Rounding mode) {
  assert(1 <= n1 && n1 <= kMaxNarrowBits);
  return rnt_signed(acc, s1, n1, mode);
}

// The batch norm of a layer, less its per-channel pair w_c, b_c (16 bits signed each).
struct AffineStage {
  int s_b = 0;  // left shift of b_c, 0..31
  int s2 = 0;   // -64..63
  int n2 = 16;  // 1..16

  friend constexpr bool operator==(const AffineStage&, const AffineStage&) = default;
};

// m1 * w_c + b_c * 2^s_b; fits 48 bits.                                                    (F10)
[[nodiscard]] constexpr std::int64_t affine_sum(std::int64_t m1, std::int64_t w_c, std::int64_t b_c,
                                                int s_b) {
  assert(0 <= s_b && s_b <= kMaxAffineBiasShift);
  return m1 * w_c + b_c * (std::int64_t{1} << s_b);
}

// m2 = clamp(rnd((m1 * w_c + b_c * 2^s_b) * 2^-s2), N2); the sum fits 48 bits.             (F10)
[[nodiscard]] constexpr std::int64_t affine(std::int64_t m1, std::int64_t w_c, std::int64_t b_c,
                                            const AffineStage& stage, Rounding mode) {
  assert(1 <= stage.n2 && stage.n2 <= kMaxAffineBits);
  return rnt_signed(affine_sum(m1, w_c, b_c, stage.s_b), stage.s2, stage.n2, mode);
}

// A sum of two tensors at the smaller of their exponents: the coarser operand is shifted left.
struct ResidualStage {
  int e1 = 0;  // left shift of m2, 0..15
  int e2 = 0;  // left shift of r, 0..15; a network has e1 * e2 == 0, a device shifts both
  int s3 = 0;  // -64..63

  friend constexpr bool operator==(const ResidualStage&, const ResidualStage&) = default;
};

// m3 = rnd((m2 * 2^e1 + r * 2^e2) * 2^-s3); |m2|, |r| < 2^24.                              (F11)
[[nodiscard]] constexpr std::int64_t residual(std::int64_t m2, std::int64_t r,
                                              const ResidualStage& stage, Rounding mode) {
  assert(0 <= stage.e1 && stage.e1 <= kMaxResidualShift);
  assert(0 <= stage.e2 && stage.e2 <= kMaxResidualShift);
  const std::int64_t sum = m2 * (std::int64_t{1} << stage.e1) + r * (std::int64_t{1} << stage.e2);
  return round_shift(sum, stage.s3, mode);
}

// The whole chain of one instruction; an absent stage is the identity.                      (F12)
struct PostStages {
  int s1 = 0;   // -64..63
  int n1 = 24;  // 1..24
  std::optional<AffineStage> affine = std::nullopt;
  std::optional<ResidualStage> residual = std::nullopt;
  std::int64_t lo = -128;  // the output's range, 17 bits signed: width, signedness, ReLU, ReLU6
  std::int64_t hi = 127;
  Rounding mode = Rounding::half_up;
};

// The operands of one output that are not in the instruction.
struct PostOperands {
  std::int64_t w_c = 1;  // affine pair of the channel
  std::int64_t b_c = 0;
  std::int64_t r = 0;  // residual
};

// Whether clamp(m, lo, hi) changes m; a clamp to lo = 0 (ReLU) does not count: a saturation.
[[nodiscard]] constexpr bool saturates(std::int64_t m, std::int64_t lo, std::int64_t hi) {
  return (m < lo && lo != 0) || std::max(m, lo) > hi;
}

struct PostResult {
  std::int64_t y = 0;
  bool is_saturated = false;  // a clamp of N1, N2, lo or hi changed it, ReLU apart
};

// As post(), with the saturation that a machine counts.
[[nodiscard]] constexpr PostResult post_counting(std::int64_t acc, const PostStages& stages,
                                                 const PostOperands& operands = {}) {
  std::int64_t m = narrow(acc, stages.s1, stages.n1, stages.mode);
  bool is_saturated = m != round_shift(acc, stages.s1, stages.mode);
  if (stages.affine) {
    const AffineStage& stage = *stages.affine;
    const std::int64_t sum = affine_sum(m, operands.w_c, operands.b_c, stage.s_b);
    m = affine(m, operands.w_c, operands.b_c, stage, stages.mode);
    is_saturated |= m != round_shift(sum, stage.s2, stages.mode);
  }
  if (stages.residual) m = residual(m, operands.r, *stages.residual, stages.mode);
  return {clamp(m, stages.lo, stages.hi), is_saturated || saturates(m, stages.lo, stages.hi)};
}

// y = clamp(m, lo, hi), m the result of the last stage present.                             (F12)
[[nodiscard]] constexpr std::int64_t post(std::int64_t acc, const PostStages& stages,
                                          const PostOperands& operands = {}) {
  return post_counting(acc, stages, operands).y;
}

static_assert(narrow(1 << 30, 0, 24, Rounding::half_up) == (1 << 23) - 1);
static_assert(affine(-100, 3, 2, {.s_b = 4, .s2 = 2, .n2 = 8}, Rounding::half_up) == -67);
static_assert(residual(3, 5, {.e1 = 2, .e2 = 0, .s3 = 1}, Rounding::half_up) == 9);
static_assert(post(1000, {.s1 = 2, .lo = 0, .hi = 255}) == 250);
static_assert(post(-1000, {.s1 = 2, .lo = 0, .hi = 255}) == 0);  // ReLU

}  // namespace isomer

#endif  // ISA_ARITHMETIC_POST_H_
