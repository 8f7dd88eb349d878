// SPDX-License-Identifier: Apache-2.0
//
// Tokens for instructions that were drawn without any: they follow from the footprints.

#ifndef ISA_RANDOM_TOKENS_H_
#define ISA_RANDOM_TOKENS_H_

#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
#include "isa/random/random.h"

namespace isomer {

// Gives the instructions the tokens that order every pair of conflicting accesses, and some more.
void add_tokens(Random& random, const Machine& machine, std::vector<Instruction>& instructions);

}  // namespace isomer

#endif  // ISA_RANDOM_TOKENS_H_
