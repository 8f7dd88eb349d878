// SPDX-License-Identifier: Apache-2.0
//
// Local addresses that wrap. A device wraps them silently (MACHINE.md section 1); in a program that
// somebody wrote they are mostly a mistake, so the assembler and the hazard checker report them.

#ifndef ISA_INSTRUCTIONS_WRAP_H_
#define ISA_INSTRUCTIONS_WRAP_H_

#include <optional>
#include <string>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"

namespace isomer {

// "activations up to word 519 of 512" for the first operand of the instruction, in the order of
// MACHINE.md section 3, of which an access lies beyond its memory (for accumulators: beyond the
// bank of acc_base, or acc_base beyond both) before it is wrapped; nothing when none does. The
// instruction is one that check() accepts.
std::optional<std::string> wrapping(const Machine& machine, const Instruction& instruction);

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_WRAP_H_
