// SPDX-License-Identifier: Apache-2.0
//
// The bias as it enters the accumulator. Spec: isa/ARITHMETIC.md (F8).
// RTL twin: rtl/arith/isomer_bias_align.sv.

#ifndef ISA_ARITHMETIC_BIAS_H_
#define ISA_ARITHMETIC_BIAS_H_

#include <cstdint>

#include "isa/arithmetic/accumulate.h"

namespace isomer {

// d_b * 2^s_b modulo 2^bits; d_b of 16 bits, s_b in 0..63. Exact while s_b <= bits - 16.    (F8)
//   align_bias(-3, 4, 32) == -48      align_bias(1, 31, 32) == -2^31      align_bias(1, 32, 32) ==
//   0
[[nodiscard]] constexpr std::int64_t align_bias(std::int64_t d_b, int s_b, int bits) {
  return wrap(static_cast<std::int64_t>(static_cast<std::uint64_t>(d_b) << s_b), bits);
}

// L, the largest shift at which every bias of bias_bits bits enters an accumulator exactly. (F8)
[[nodiscard]] constexpr int max_bias_shift(int accumulator_bits, int bias_bits) {
  return accumulator_bits - bias_bits;
}

static_assert(align_bias(-3, 4, 32) == -48);
static_assert(align_bias(1, 31, 32) == -(std::int64_t{1} << 31));
static_assert(align_bias(1, 32, 32) == 0);
static_assert(align_bias(-32768, max_bias_shift(32, 16), 32) == -(std::int64_t{1} << 31));

}  // namespace isomer

#endif  // ISA_ARITHMETIC_BIAS_H_
