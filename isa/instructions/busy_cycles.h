// SPDX-License-Identifier: Apache-2.0
//
// How long an instruction keeps its unit busy: the closed forms of MACHINE.md section 7. The RTL is
// built to them, the cycle device and the compiler's estimates use them.

#ifndef ISA_INSTRUCTIONS_BUSY_CYCLES_H_
#define ISA_INSTRUCTIONS_BUSY_CYCLES_H_

#include <cstdint>
#include <optional>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"

namespace isomer {

// Rows of weights of one pass, D: R, 9 (window) or 1 (diagonal).
int weight_rows(const Machine& machine, const Mac& mac);

// Weight words of one pass, V = ceil(D * b / O).
int weight_words_per_pass(const Machine& machine, const Mac& mac);

// Passes of the instruction, n.
std::int64_t passes(const Mac& mac);

// Cycles in which one pass asks for activations, P.
std::int64_t pass_cycles(const Mac& mac);

// Cycles that an instruction of that queue takes to reach its unit, beyond the usual one.
int start_delay(const Machine& machine, Queue queue);

// From issue to retirement, both included, when no counter makes it wait. Nothing for load and
// store, whose time is the bus's; nothing for halt.
std::optional<std::int64_t> busy_cycles(const Machine& machine, const Operands& operands);

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_BUSY_CYCLES_H_
