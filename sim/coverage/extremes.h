// SPDX-License-Identifier: Apache-2.0
//
// The values of an operand at which carries, signs and widths go wrong.

#ifndef SIM_COVERAGE_EXTREMES_H_
#define SIM_COVERAGE_EXTREMES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/coverage/plan.h"

namespace isomer::coverage {

inline constexpr int kExtremes = 7;

// The position of a value in {min, min+1, -1, 0, 1, max-1, max} of its range, small integers first;
// -1 when it is none of them.
constexpr int extreme_of(std::int64_t value, std::int64_t min, std::int64_t max) {
  if (-1 <= value && value <= 1) return 3 + static_cast<int>(value);
  if (value == min) return 0;
  if (value == min + 1) return 1;
  if (value == max - 1) return 5;
  if (value == max) return 6;
  return -1;
}

// The same of `bits` bits, two's complement or not.
constexpr int extreme_of_bits(std::int64_t value, int bits, bool is_signed) {
  const std::int64_t size = std::int64_t{1} << bits;
  return is_signed ? extreme_of(value, -size / 2, size / 2 - 1) : extreme_of(value, 0, size - 1);
}

inline CoverageAxis extremes_axis(std::string name) {
  return {std::move(name), {"min", "min+1", "-1", "0", "1", "max-1", "max"}};
}

// Why an operand cannot have the extreme; empty when it can.
inline std::string no_extreme(bool is_signed, std::size_t extreme) {
  return !is_signed && extreme < 3 ? "an unsigned operand has no negative values" : "";
}

}  // namespace isomer::coverage

#endif  // SIM_COVERAGE_EXTREMES_H_
