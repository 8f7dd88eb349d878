// SPDX-License-Identifier: Apache-2.0
//
// The instruction table as SystemVerilog, inside the subset that Verilator and yosys both read.

#ifndef ISA_INSTRUCTIONS_VERILOG_H_
#define ISA_INSTRUCTIONS_VERILOG_H_

#include <string>

namespace isomer {

// The package `isomer_isa_pkg`: positions, opcodes, values, causes, status codes, registers.
std::string isa_package();

// The combinational module `isomer_word_check`: what check() in codec.h says of a word, and the
// queue the word goes to.
std::string word_check_module();

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_VERILOG_H_
