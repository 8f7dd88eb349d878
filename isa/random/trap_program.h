// SPDX-License-Identifier: Apache-2.0
//
// Random programs that trap: legal ones with one thing wrong at a random place.

#ifndef ISA_RANDOM_TRAP_PROGRAM_H_
#define ISA_RANDOM_TRAP_PROGRAM_H_

#include <cstdint>

#include "isa/hardware/machine.h"
#include "isa/instructions/table.h"
#include "isa/program/program.h"

namespace isomer {

// As random_program, with an illegal word in between (at times behind instructions that wait for
// ever for a token), a LOAD or STORE that leaves device memory, or without halt. `cause` is one of
// word_causes() (illegal_word.h), load_bus, store_bus or missing_halt; what the program traps with,
// unless an instruction that waits for ever keeps fetch from it.
Program random_trap_program(std::uint64_t seed, const Machine& machine, Trap cause,
                            int instructions = 20);

}  // namespace isomer

#endif  // ISA_RANDOM_TRAP_PROGRAM_H_
