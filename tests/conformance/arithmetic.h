// SPDX-License-Identifier: Apache-2.0
//
// The integers of isa/ARITHMETIC.md, from its equations.

#ifndef TESTS_CONFORMANCE_ARITHMETIC_H_
#define TESTS_CONFORMANCE_ARITHMETIC_H_

#include <array>
#include <cstdint>

namespace dut {

using Int = std::int64_t;

// What --fault breaks, so that the kit can be shown to find it.
struct Faults {
  bool truncates = false;      // every rounding is floor
  bool ignores_locks = false;  // accesses outside the locked banks happen
  bool counts_relu = false;    // a clamp to lo = 0 counts as a saturation
};
inline Faults faults;

// The low `bits` bits as two's complement, and as a natural number.
Int wrap(Int value, Int bits);
Int low_bits(Int value, Int bits);

Int clamp(Int value, Int lo, Int hi);

// rnd(value * 2^-shift), clamped to +-2^62; value of at most 49 bits.
Int round_shift(Int value, Int shift, Int mode);

// F8: b * 2^shift modulo 2^bits.
Int align_bias(Int b, Int shift, Int bits);

// F16 for a code of `bits` bits: an integer of `decoded_bits` bits.
struct Decoder {
  Int kind = 0;  // integer, odd, table, pot
  Int bits = 8;
  Int offset = 0;
  std::array<Int, 16> table{};
  Int decoded_bits = 10;
};
Int decode(const Decoder& decoder, Int code);

// A number and whether a clamp on its way counts as a saturation.
struct Counted {
  Int value = 0;
  bool saturated = false;
};

Counted clamp_signed(Int value, Int bits);
Counted clamp_result(Int value, Int lo, Int hi);

// F9 to F12.
struct Chain {
  Int rounding = 0, s1 = 0, n1 = 24;
  bool has_affine = false;
  Int w = 0, b = 0, s_b = 0, s2 = 0, n2 = 16;
  bool has_residual = false;
  Int r = 0, e1 = 0, e2 = 0, s3 = 0;
  Int lo = 0, hi = 0;
};
Counted post_chain(Int accumulator, const Chain& chain);

// F11 without a clamp.
Int residual(Int m, Int e1, Int r, Int e2, Int shift, Int rounding);

}  // namespace dut

#endif  // TESTS_CONFORMANCE_ARITHMETIC_H_
