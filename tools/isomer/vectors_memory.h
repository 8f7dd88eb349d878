// SPDX-License-Identifier: Apache-2.0
//
// Words of a state by their number, for vectors.

#ifndef TOOLS_ISOMER_VECTORS_MEMORY_H_
#define TOOLS_ISOMER_VECTORS_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "isa/hardware/machine.h"
#include "isa/instructions/footprint.h"
#include "isa/random/random.h"
#include "sim/machine/state.h"

namespace isomer {

// Of a local memory.
std::uint64_t memory_words(const Machine& machine, Space space);

// As ObservableDevice::peek, and lines of device memory.
std::span<const std::byte> bytes_of_word(const State& state, Space space, std::uint64_t word);

// What the words of one memory hold: mixed numbers, or one extreme everywhere.
class WordPattern {
 public:
  explicit WordPattern(Random& random) : sort_(random.between(0, 11)) {}

  void fill(Random& random, State& state, Space space, std::uint64_t word) const;

 private:
  void fill_accumulator(Random& random, State& state, std::uint64_t word) const;

  int sort_;  // 0: all least, 1: all greatest, 2: all -1; otherwise mixed
};

}  // namespace isomer

#endif  // TOOLS_ISOMER_VECTORS_MEMORY_H_
