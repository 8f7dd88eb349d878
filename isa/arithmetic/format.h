// SPDX-License-Identifier: Apache-2.0
//
// The format of an ISE tensor (integers with one shared exponent).
// Spec: isa/ARITHMETIC.md (F1), (F2).

#ifndef ISA_ARITHMETIC_FORMAT_H_
#define ISA_ARITHMETIC_FORMAT_H_

#include <cstdint>
#include <string_view>

namespace isomer {

inline constexpr int kMinExponent = -64;
inline constexpr int kMaxExponent = 63;
inline constexpr int kMaxBits = 48;  // the widest accumulator of any machine

// A tensor of integers d stands for the values d * 2^exponent; a larger exponent is coarser.
struct Format {
  int bits = 8;           // 1..48
  bool is_signed = true;  // two's complement, or natural numbers
  int exponent = 0;       // -64..63

  // The smallest and the largest integer: -2^(bits-1), 2^(bits-1) - 1; unsigned 0, 2^bits - 1.
  [[nodiscard]] constexpr std::int64_t min() const {
    return is_signed ? -(std::int64_t{1} << (bits - 1)) : 0;
  }
  [[nodiscard]] constexpr std::int64_t max() const {
    return (std::int64_t{1} << (is_signed ? bits - 1 : bits)) - 1;
  }
  // The largest |d|: what an overflow proof has to assume.                                 (F7)
  [[nodiscard]] constexpr std::int64_t max_abs() const { return is_signed ? -min() : max(); }

  friend constexpr bool operator==(const Format&, const Format&) = default;
};

static_assert(Format{8, true, 0}.min() == -128 && Format{8, true, 0}.max() == 127);
static_assert(Format{8, false, 0}.min() == 0 && Format{8, false, 0}.max() == 255);
static_assert(Format{8, true, 0}.max_abs() == 128 && Format{8, false, 0}.max_abs() == 255);

// Whether an exponent can be stored: kMinExponent <= exponent <= kMaxExponent.
[[nodiscard]] constexpr bool is_valid_exponent(int exponent) {
  return kMinExponent <= exponent && exponent <= kMaxExponent;
}

// Throws Error, naming the tensor, unless bits is in 1..max_bits and the exponent can be stored.
void validate(const Format& format, std::string_view tensor, int max_bits = kMaxBits);

}  // namespace isomer

#endif  // ISA_ARITHMETIC_FORMAT_H_
