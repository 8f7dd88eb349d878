// SPDX-License-Identifier: Apache-2.0
//
// Programs without tensors, instruction by instruction.

#ifndef ISA_PROGRAM_BUILDER_H_
#define ISA_PROGRAM_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
#include "isa/program/program.h"

namespace isomer {

// The token mask of an instruction of `queue` for these peers.
std::uint32_t token_mask(Queue queue, std::initializer_list<Queue> peers);

// The last_bank field that locks every bank from that of word `base` on.
int all_banks(const Machine& machine, int base);

// A program of that machine without tensors.
class ProgramBuilder {
 public:
  explicit ProgramBuilder(const Machine& machine);

  // Adds a segment of `bytes` (rounded up to a multiple of 16) and returns its index.
  int segment(const std::string& name, std::size_t bytes, std::vector<std::byte> data = {});

  // Appends an instruction that takes a token from each queue of `pop` and gives one to each of
  // `push`.
  ProgramBuilder& add(const Operands& operands, std::initializer_list<Queue> pop = {},
                      std::initializer_list<Queue> push = {});
  ProgramBuilder& add(const Instruction& instruction);
  ProgramBuilder& add(const Word& word);

  // The program, with a final halt.
  Program build() const;
  // Without it.
  const Program& build_open() const { return program_; }

 private:
  Program program_;
};

}  // namespace isomer

#endif  // ISA_PROGRAM_BUILDER_H_
