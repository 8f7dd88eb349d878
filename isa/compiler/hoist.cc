// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/hoist.h"

#include <algorithm>

#include "isa/compiler/memory_words.h"

namespace isomer::compiler {
namespace {

// LOADs run ahead by at most this many mac instructions; further, they would keep the LOADs that
// are needed sooner waiting.
constexpr std::size_t kPrefetch = 3;

// The latest places of the instructions that read or wrote one word.
struct Latest {
  int read = 0;
  int write = 0;
};

bool is_pool(const CodeLine& line) {
  return std::holds_alternative<MaxPoolInstruction>(line.instruction.operands);
}

}  // namespace

Code hoist(const Machine& machine, const Code& code) {
  // Instruction i comes directly behind instruction place[i]; itself when it stays.
  std::vector<int> place(code.size());
  MemoryWords<Latest> words;
  std::vector<int> macs;  // so far
  for (std::size_t i = 0; i < code.size(); ++i) {
    const Instruction& instruction = code[i].instruction;
    const std::vector<Access> accesses = footprint(machine, instruction);
    const Queue queue = queue_of(instruction);
    const bool is_prefetch = queue == Queue::load && !macs.empty();
    const bool is_pool_store = queue == Queue::store && i > 0 && is_pool(code[i - 1]);
    place[i] = static_cast<int>(i);
    if (is_pool(code[i]) || is_pool_store || is_prefetch) {
      place[i] = is_prefetch ? macs[macs.size() - std::min(macs.size(), kPrefetch)] : 0;
      words.visit(accesses, [&](const Latest& latest, bool is_write) {
        place[i] = std::max({place[i], latest.write, is_write ? latest.read : 0});
      });
    }
    words.visit(accesses, [&](Latest& latest, bool is_write) {
      int& own = is_write ? latest.write : latest.read;
      own = std::max(own, place[i]);
    });
    if (queue == Queue::mac) macs.push_back(static_cast<int>(i));
  }
  std::vector<std::size_t> order(code.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return place[a] < place[b]; });
  Code result;
  result.reserve(code.size());
  for (const std::size_t i : order) result.push_back(code[i]);
  return result;
}

}  // namespace isomer::compiler
