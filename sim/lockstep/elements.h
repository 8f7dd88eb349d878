// SPDX-License-Identifier: Apache-2.0
//
// The elements an instruction writes, with their coordinates: how a difference gets its name.

#ifndef SIM_LOCKSTEP_ELEMENTS_H_
#define SIM_LOCKSTEP_ELEMENTS_H_

#include <cstddef>
#include <cstdint>
#include <functional>

#include "isa/hardware/machine.h"
#include "isa/instructions/footprint.h"
#include "isa/instructions/instruction.h"

namespace isomer {

// One word, or R elements of a store's line.
struct WrittenWord {
  Space space = Space::activations;
  int segment = 0;         // Space::device
  std::uint64_t word = 0;  // local word number, or byte of the segment
  int group = 0;           // of the output's channels; a transfer's plane; raw: plane
  int row = 0;
  int column = 0;
  int lanes = 64;  // the lowest ones are written; a word may have fewer
};

// The words in the order in which the instruction writes them; those outside the locked banks are
// not written.
void for_each_written(const Machine& machine, const Operands& operands,
                      const std::function<void(const WrittenWord&)>& visit);

// How a word of a space is divided.
struct ElementFormat {
  int lanes = 0;
  int bytes = 1;  // of one element
};
ElementFormat element_format(const Machine& machine, Space space);

// The element at `bytes`, little-endian.
std::int64_t read_element(const std::byte* bytes, int count, bool is_signed);

}  // namespace isomer

#endif  // SIM_LOCKSTEP_ELEMENTS_H_
