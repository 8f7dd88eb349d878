// SPDX-License-Identifier: Apache-2.0
//
// Random programs of waiting: work whose operands never meet, so that any order gives the same
// result, and tokens that are right, wrong, or absent.

#ifndef ISA_RANDOM_TOKEN_PROGRAM_H_
#define ISA_RANDOM_TOKEN_PROGRAM_H_

#include <cstdint>

#include "isa/hardware/machine.h"
#include "isa/program/program.h"

namespace isomer {

struct TokenProgramOptions {
  int instructions = 60;   // behind those that fill the memories
  int pairs = 80;          // of tokens given and taken, about; 0: all units work at once
  int mistakes = 0;        // tokens that are then missing or too many: the program may deadlock
  int idle_share = 4;      // one instruction in so many is a sync; 0: none
  bool has_flood = false;  // at the end, one queue gives more tokens than a counter holds
};

// Segments as in random_program; nothing is stored at the end. The hazard checker accepts it.
Program random_token_program(std::uint64_t seed, const Machine& machine,
                             const TokenProgramOptions& options = {});

}  // namespace isomer

#endif  // ISA_RANDOM_TOKEN_PROGRAM_H_
