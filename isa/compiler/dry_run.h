// SPDX-License-Identifier: Apache-2.0
//
// Queues and tokens without data: whether a program can finish.

#ifndef ISA_COMPILER_DRY_RUN_H_
#define ISA_COMPILER_DRY_RUN_H_

#include <optional>
#include <string>

#include "isa/compiler/code.h"
#include "isa/hardware/machine.h"

namespace isomer::compiler {

// Runs fetch, queues and token counters (MACHINE.md section 2). Whether an instruction can ever
// issue does not depend on time: an action that is possible stays possible until it happens, so
// every order of execution ends in the same state, and trying one is a proof. Returns nothing when
// all retire, else a sentence naming the instructions that wait for ever.
std::optional<std::string> find_deadlock(const Machine& machine, const Code& code);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_DRY_RUN_H_
