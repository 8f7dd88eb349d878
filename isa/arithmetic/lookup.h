// SPDX-License-Identifier: Apache-2.0
//
// Functions of one 8-bit argument, as tables. Spec: isa/ARITHMETIC.md (F17).

#ifndef ISA_ARITHMETIC_LOOKUP_H_
#define ISA_ARITHMETIC_LOOKUP_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace isomer {

using LookupTable = std::array<std::uint8_t, 256>;

// table[d modulo 2^8], read as the output's format says: the raw 8-bit pattern of d, signed or
// not, is the index. Exact: no rounding, no clamp.                                         (F17)
[[nodiscard]] constexpr std::int64_t lookup(const LookupTable& table, std::int64_t d,
                                            bool output_is_signed) {
  const std::uint8_t pattern = table[static_cast<std::uint8_t>(d)];
  return output_is_signed ? std::int64_t{static_cast<std::int8_t>(pattern)} : pattern;
}

}  // namespace isomer

#endif  // ISA_ARITHMETIC_LOOKUP_H_
