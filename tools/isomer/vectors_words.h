// SPDX-License-Identifier: Apache-2.0
//
// What vectors say of an instruction word.

#ifndef TOOLS_ISOMER_VECTORS_WORDS_H_
#define TOOLS_ISOMER_VECTORS_WORDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
#include "isa/random/random.h"
#include "tools/isomer/vectors_file.h"

namespace isomer {

// The instructions that change memories and that the machine has, by mnemonic.
std::vector<std::string> instruction_kinds(const Machine& machine);

// By name, in the order of the table.
NamedNumbers fields_of(const Operands& operands);

// 256 bits and the cause with which fetch refuses them; the number chooses their sort.
void make_word(Random& random, const Machine& machine, std::int64_t number, Vector& vector);

}  // namespace isomer

#endif  // TOOLS_ISOMER_VECTORS_WORDS_H_
