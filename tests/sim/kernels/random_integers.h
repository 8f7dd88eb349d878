// SPDX-License-Identifier: Apache-2.0
//
// Operands for kernel tests: a fixed sequence, with a good share of extremes.

#ifndef TESTS_SIM_KERNELS_RANDOM_INTEGERS_H_
#define TESTS_SIM_KERNELS_RANDOM_INTEGERS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "isa/random/random.h"

namespace isomer {

class RandomIntegers {
 public:
  explicit RandomIntegers(std::uint64_t seed) : random_(seed) {}

  std::uint64_t next() { return random_.next(); }

  // Uniform in [lo, hi], but every fourth value is one of the two ends.
  std::int64_t value(std::int64_t lo, std::int64_t hi) {
    const std::uint64_t bits = next();
    if ((bits & 3) == 0) return (bits & 4) == 0 ? lo : hi;
    return lo + static_cast<std::int64_t>((bits >> 3) % static_cast<std::uint64_t>(hi - lo + 1));
  }

  int small(int lo, int hi) { return random_.between(lo, hi); }  // uniform

  template <typename Integer>
  std::vector<Integer> values(std::size_t count, std::int64_t lo, std::int64_t hi) {
    std::vector<Integer> out(count);
    for (Integer& v : out) v = static_cast<Integer>(value(lo, hi));
    return out;
  }

 private:
  Random random_;
};

}  // namespace isomer

#endif  // TESTS_SIM_KERNELS_RANDOM_INTEGERS_H_
