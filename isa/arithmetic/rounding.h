// SPDX-License-Identifier: Apache-2.0
//
// The four rounding modes. Spec: isa/ARITHMETIC.md (F3).

#ifndef ISA_ARITHMETIC_ROUNDING_H_
#define ISA_ARITHMETIC_ROUNDING_H_

#include <array>
#include <optional>
#include <string_view>

namespace isomer {

// How a rational v becomes an integer rnd(v). The value is the 2-bit mode field of an instruction.
//
//   mode       rnd(v)                                     2.5  -2.5  -2.6   RISC-V vxrm
//   half_up    floor(v + 1/2): ties towards +infinity       3    -2    -3   rnu
//   half_even  nearest: ties to the even neighbour          2    -2    -3   rne
//   half_away  nearest: ties away from zero                 3    -3    -3   -
//   floor      towards -infinity                            2    -3    -3   rdn
enum class Rounding { half_up = 0, half_even = 1, half_away = 2, floor = 3 };

inline constexpr std::array<Rounding, 4> kRoundings = {Rounding::half_up, Rounding::half_even,
                                                       Rounding::half_away, Rounding::floor};

inline constexpr std::array<std::string_view, 4> kRoundingNames = {"half_up", "half_even",
                                                                   "half_away", "floor"};

// The name of a mode as files and assembly text spell it.
[[nodiscard]] constexpr std::string_view rounding_name(Rounding mode) {
  return kRoundingNames[static_cast<std::size_t>(mode)];
}

// The mode with that name; nothing if there is none.
[[nodiscard]] constexpr std::optional<Rounding> rounding_from_name(std::string_view name) {
  for (const Rounding mode : kRoundings) {
    if (rounding_name(mode) == name) return mode;
  }
  return std::nullopt;
}

}  // namespace isomer

#endif  // ISA_ARITHMETIC_ROUNDING_H_
