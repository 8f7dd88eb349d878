// SPDX-License-Identifier: Apache-2.0
//
// Operands for the arithmetic tests: where the errors hide, and everywhere else.

#ifndef TESTS_ISA_ARITHMETIC_PATTERNS_H_
#define TESTS_ISA_ARITHMETIC_PATTERNS_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace isomer::patterns {

// The shifts of the contract's trap list around the widths in use: 16, 24, 32 and 48 bits.
inline constexpr std::array kShifts = {-64, -63, -48, -32, -24, -17, -9, -8, -7, -6, -5, -4,
                                       -3,  -2,  -1,  0,   1,   2,   3,  7,  8,  15, 16, 17,
                                       23,  24,  25,  31,  32,  33,  47, 48, 49, 62, 63};

// 0, +-2^k and its neighbours, +-3 * 2^k and its neighbours (ties), both extremes: all that fit
// into `bits` bits, two's complement, sorted, each once.
inline std::vector<std::int64_t> integers(int bits) {
  const std::int64_t max = std::numeric_limits<std::int64_t>::max() >> (64 - bits);
  std::vector<std::int64_t> all = {0, -max - 1};
  for (int k = 0; k < bits - 1; ++k) {
    const std::int64_t power = std::int64_t{1} << k;
    for (const std::int64_t factor : {1, 3}) {
      for (const std::int64_t offset : {-1, 0, 1}) {
        if (power > (max - 1) / factor) continue;
        all.push_back(factor * power + offset);
        all.push_back(-factor * power + offset);
      }
    }
  }
  for (std::int64_t near = 0; near < 4; ++near) {
    if (near > max) break;
    all.push_back(max - near);
    all.push_back(-max + near);
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace isomer::patterns

#endif  // TESTS_ISA_ARITHMETIC_PATTERNS_H_
