// SPDX-License-Identifier: Apache-2.0
//
// Which words an instruction reads and writes, as a pure function of its fields: the compiler
// inserts tokens by it, the hazard checker judges programs by it, lockstep compares what it says
// was written.

#ifndef ISA_INSTRUCTIONS_FOOTPRINT_H_
#define ISA_INSTRUCTIONS_FOOTPRINT_H_

#include <cstdint>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"

namespace isomer {

enum class Space : std::uint8_t { activations, weights, parameters, accumulators, device };

// `count` consecutive words from `first`, already wrapped: first + count never passes the memory's
// end. In Space::device a word is a 16-byte line and `first` counts from the segment's base.
struct Access {
  Space space = Space::activations;
  int segment = 0;  // Space::device only
  bool is_write = false;
  bool outside_lock = false;  // activations in a bank the instruction has not locked
  std::uint64_t first = 0;
  std::uint64_t count = 0;

  friend bool operator==(const Access&, const Access&) = default;
};

// Every access of the instruction; neighbouring words of one kind are merged, duplicates removed.
// A read-modify-write of accumulators appears as a read and a write.
std::vector<Access> footprint(const Machine& machine, const Instruction& instruction);

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_FOOTPRINT_H_
