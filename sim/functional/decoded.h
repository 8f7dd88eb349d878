// SPDX-License-Identifier: Apache-2.0
//
// A program's words, checked and decoded once, as fetch will meet them in every run.

#ifndef SIM_FUNCTIONAL_DECODED_H_
#define SIM_FUNCTIONAL_DECODED_H_

#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
#include "isa/instructions/table.h"
#include "isa/program/program.h"

namespace isomer {

struct Decoded {
  Trap trap = Trap::none;  // why fetch stops here; the rest is meaningful only if none
  Instruction instruction;
  Queue queue = Queue::load;
  bool is_halt = false;
};

std::vector<Decoded> decode_instructions(const Program& program, const Machine& machine);

}  // namespace isomer

#endif  // SIM_FUNCTIONAL_DECODED_H_
