// SPDX-License-Identifier: Apache-2.0
//
// A whole program as text: instructions (isa/instructions/assembler.h) and these directives.
//
//   .program NAME                 name of the program
//   .machine NAME [0xHASH]        a stock machine or a .toml file; with a hash nothing is looked up
//   .segment NAME BYTES           the next segment; data directives fill it from its beginning
//   .data HEX...                  bytes, two digits each, in any grouping
//   .int8 N...   .int16 N...      little-endian integers, signed or unsigned
//   .zeros COUNT                  that many zero bytes
//   .file PATH                    the bytes of a file, from the assembly file's folder
//   .tensor NAME key=value...     shape=C,H,W segment= offset= layout= row_bytes= plane_bytes=
//                                 padding=LEFT,RIGHT bits= signed= exponent= parts=C,C,... image=
//   .input NAME   .output NAME    tensors given before
//   .batch N                      images that one run computes
//   .macs N                       multiply-adds of an image, for the share of peak
//   .layer NAME                   the next layer
//   .source LAYER TILE TENSOR     source map of the instructions that follow: the numbers of a
//   layer
//                                 and of a tensor given before, from 0, or -1; TILE is any text

#ifndef ISA_PROGRAM_ASSEMBLY_H_
#define ISA_PROGRAM_ASSEMBLY_H_

#include <string>
#include <string_view>

#include "isa/program/program.h"

namespace isomer {

// Error "<file>:<line>:<column>: ..." names the token and the legal values. The result is valid.
Program assemble_program(std::string_view text, std::string_view file);

// Text that assembles to the same program.
std::string disassemble_program(const Program& program);

}  // namespace isomer

#endif  // ISA_PROGRAM_ASSEMBLY_H_
