// SPDX-License-Identifier: Apache-2.0
//
// Tokens for instructions that were drawn without any.

#ifndef ISA_RANDOM_TOKENS_H_
#define ISA_RANDOM_TOKENS_H_

#include <cstddef>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
#include "isa/random/random.h"

namespace isomer {

// Gives the instructions the tokens that order every pair of conflicting accesses.
void order_conflicts(const Machine& machine, std::vector<Instruction>& instructions);

// The same, and some tokens more.
void add_tokens(Random& random, const Machine& machine, std::vector<Instruction>& instructions);

// Gives the instructions from `first` on, which have none yet, about `pairs` tokens that nothing
// needs: given and taken in program order, no counter above its limit, so that they cost time and
// never stop the program. Tokens of the instructions before stay what they are.
void add_idle_tokens(Random& random, std::vector<Instruction>& instructions, std::size_t first,
                     int pairs);

}  // namespace isomer

#endif  // ISA_RANDOM_TOKENS_H_
