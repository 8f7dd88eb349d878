// SPDX-License-Identifier: Apache-2.0
//
// Random programs that are legal by construction.

#ifndef ISA_RANDOM_PROGRAM_H_
#define ISA_RANDOM_PROGRAM_H_

#include <cstdint>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
#include "isa/program/program.h"
#include "isa/random/frame.h"
#include "isa/random/random.h"

namespace isomer {

struct RandomProgramOptions {
  int instructions = 40;          // besides those that fill the memories and store the result
  int scratch_lines = 300;        // of the segment that is stored to and loaded from
  bool has_more_segments = true;  // and stored to and loaded from
  bool outside_locks = false;  // some accesses fall outside the locked banks: not for the checker
};

// Loads every local memory from segment 0 "constants", fills the accumulators, does random work
// (storing to and loading from segment 1 "scratch" and others) and stores the activations to
// segment 2 "output". The hazard checker accepts it unless outside_locks.
Program random_program(std::uint64_t seed, const Machine& machine,
                       const RandomProgramOptions& options = {});

// The instructions of such a program that fill the memories and work, without tokens.
std::vector<Instruction> random_instructions(Random& random, const Machine& machine,
                                             const Fill& fill, const RandomProgramOptions& options);

}  // namespace isomer

#endif  // ISA_RANDOM_PROGRAM_H_
