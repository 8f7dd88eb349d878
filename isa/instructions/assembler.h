// SPDX-License-Identifier: Apache-2.0
//
// Instructions as text, one per line:
//
//   mac pop=load push=post,load mode=bias x_base=0x40 iy0=-1   # a comment
//   word 0x0...0                                               # any 256 bits
//
// A mnemonic and fields name=value in any order; an absent field has its default (INSTRUCTIONS.md).
// Values are decimal, 0x hexadecimal or, where the table names them, names; pop and push take names
// of queues separated by commas. A value that would trap on every machine is refused; `word` is the
// way to write one. Whole programs, with segments and tensors: isa/program/assembly.h.

#ifndef ISA_INSTRUCTIONS_ASSEMBLER_H_
#define ISA_INSTRUCTIONS_ASSEMBLER_H_

#include <string>
#include <string_view>
#include <vector>

#include "isa/instructions/instruction.h"
#include "isa/instructions/text.h"
#include "isa/instructions/word.h"

namespace isomer {

// Error "<file>:<line>:<column>: ..." names the token and the legal values or the nearest name.
Word assemble_line(const TextLine& line);
std::vector<Word> assemble(std::string_view text, std::string_view file);

// The line without its end; fields at their default are omitted.
std::string disassemble(const Instruction& instruction);

// Likewise. A word that traps on every machine becomes `word 0x...` with the reason as a comment.
// assemble() gives the same bits back.
std::string disassemble(const Word& word);

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_ASSEMBLER_H_
