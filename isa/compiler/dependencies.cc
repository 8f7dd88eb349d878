// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/dependencies.h"

#include <algorithm>

#include "isa/compiler/memory_words.h"

namespace isomer::compiler {
namespace {

// The last instruction of each queue that read or wrote one word.
struct History {
  Needs read{-1, -1, -1, -1};
  Needs write{-1, -1, -1, -1};
};

void raise(Needs& needs, const Needs& other) {
  for (std::size_t q = 0; q < needs.size(); ++q) needs[q] = std::max(needs[q], other[q]);
}

}  // namespace

std::vector<Needs> dependencies(const Machine& machine, const Code& code) {
  MemoryWords<History> words;
  std::vector<Needs> result;
  result.reserve(code.size());
  for (std::size_t index = 0; index < code.size(); ++index) {
    const Instruction& instruction = code[index].instruction;
    const auto queue = static_cast<std::size_t>(queue_of(instruction));
    const std::vector<Access> accesses = footprint(machine, instruction);
    Needs needs{-1, -1, -1, -1};
    words.visit(accesses, [&](const History& history, bool is_write) {
      raise(needs, history.write);
      if (is_write) raise(needs, history.read);
    });
    words.visit(accesses, [&](History& history, bool is_write) {
      (is_write ? history.write : history.read)[queue] = static_cast<int>(index);
    });
    result.push_back(needs);
  }
  return result;
}

}  // namespace isomer::compiler
