// SPDX-License-Identifier: Apache-2.0
//
// Which elements of a large instruction are looked at, so that recording costs less than running.

#ifndef SIM_COVERAGE_SAMPLING_H_
#define SIM_COVERAGE_SAMPLING_H_

#include <algorithm>
#include <cstdint>

namespace isomer::coverage {

// At most so many elements of one instruction.
inline constexpr std::int64_t kSamples = 256;

// Calls visit(n) for n = 0, step, 2 step ... below count: all of up to `samples`, else about that
// many. The step is odd, so that no lane of a word is left out for good.
template <typename Visit>
void for_each_sample(std::int64_t count, std::int64_t samples, const Visit& visit) {
  const std::int64_t step = count <= samples ? 1 : (count / samples) | 1;
  for (std::int64_t n = 0; n < count; n += step) visit(n);
}

}  // namespace isomer::coverage

#endif  // SIM_COVERAGE_SAMPLING_H_
