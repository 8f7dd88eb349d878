// SPDX-License-Identifier: Apache-2.0
//
// Instructions a little simpler than a given one, for shrinking programs.

#ifndef SIM_LOCKSTEP_SIMPLIFY_H_
#define SIM_LOCKSTEP_SIMPLIFY_H_

#include <vector>

#include "isa/instructions/instruction.h"

namespace isomer {

// Each with one field changed: to its default, or halfway to it. Tokens stay.
std::vector<Instruction> simpler(const Instruction& instruction);

}  // namespace isomer

#endif  // SIM_LOCKSTEP_SIMPLIFY_H_
