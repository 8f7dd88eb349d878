// SPDX-License-Identifier: Apache-2.0
//
// Which earlier instructions each instruction has to come after.

#ifndef ISA_COMPILER_DEPENDENCIES_H_
#define ISA_COMPILER_DEPENDENCIES_H_

#include <array>
#include <cstddef>
#include <vector>

#include "isa/compiler/code.h"
#include "isa/hardware/machine.h"

namespace isomer::compiler {

// Per queue the index of the last earlier instruction in it with a conflicting access to a common
// word (one of the two writes), or -1. Earlier ones of the same queue are implied: a queue is in
// order and its unit does one instruction at a time.
using Needs = std::array<int, kQueues>;

std::vector<Needs> dependencies(const Machine& machine, const Code& code);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_DEPENDENCIES_H_
