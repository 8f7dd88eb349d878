// SPDX-License-Identifier: Apache-2.0
//
// Instructions, queues and memories in messages.

#ifndef SIM_FUNCTIONAL_DESCRIBE_H_
#define SIM_FUNCTIONAL_DESCRIBE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "isa/instructions/footprint.h"
#include "isa/instructions/instruction.h"

namespace isomer {

// "load", "mac", "post" or "store".
std::string_view queue_name(Queue queue);

// "activations", ..., "device".
std::string_view space_name(Space space);

// "[7] mac ...": the index and the disassembled instruction.
std::string describe(std::uint32_t pc, const Instruction& instruction);

}  // namespace isomer

#endif  // SIM_FUNCTIONAL_DESCRIBE_H_
