// SPDX-License-Identifier: Apache-2.0
//
// Instructions on their way to a program, each with the line of the source map it belongs to.

#ifndef ISA_COMPILER_CODE_H_
#define ISA_COMPILER_CODE_H_

#include <vector>

#include "isa/instructions/instruction.h"
#include "isa/program/program.h"

namespace isomer::compiler {

struct CodeLine {
  Instruction instruction;
  SourceLine source;
};

using Code = std::vector<CodeLine>;

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_CODE_H_
