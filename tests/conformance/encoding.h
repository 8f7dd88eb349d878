// SPDX-License-Identifier: Apache-2.0
//
// The 256-bit words of isa/INSTRUCTIONS.md: their fields and the checks at fetch.

#ifndef TESTS_CONFORMANCE_ENCODING_H_
#define TESTS_CONFORMANCE_ENCODING_H_

#include <string>

#include "tests/conformance/config.h"
#include "tests/conformance/vector_text.h"

namespace dut {

// The cause with which fetch refuses the word, 0: none.
int trap_cause(const Bytes& word, const Config& config);

// An instruction that passed: its mnemonic, its queue, its fields by name, pop and push too.
struct Instruction {
  std::string mnemonic;
  int queue = 0;  // load, mac, post, store
  Numbers fields;

  Int operator[](const char* name) const { return fields.at(name); }
};
Instruction decode(const Bytes& word);

}  // namespace dut

#endif  // TESTS_CONFORMANCE_ENCODING_H_
