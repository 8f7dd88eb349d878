// SPDX-License-Identifier: Apache-2.0
//
// Instructions to words and back, and the checks that fetch makes. All of it follows table.h.

#ifndef ISA_INSTRUCTIONS_CODEC_H_
#define ISA_INSTRUCTIONS_CODEC_H_

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
#include "isa/instructions/table.h"
#include "isa/instructions/word.h"

namespace isomer {

// Error names the field and its range when a value does not fit the field's bits. A value that fits
// but is illegal (a zero count, an unknown enumeration) is encoded: check() judges.
Word encode(const Instruction& instruction);

// decode(encode(i)) == i. Reserved bits are ignored; Error when the opcode is unknown.
Instruction decode(const Word& word);

// The lowest-numbered cause that applies anywhere in the word: illegal_opcode, reserved_bits,
// zero_count, illegal_enumeration, absent_feature, or none.
Trap check(const Word& word, const Machine& machine);

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_CODEC_H_
