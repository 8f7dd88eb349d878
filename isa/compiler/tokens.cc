// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/tokens.h"

#include <algorithm>

namespace isomer::compiler {
namespace {

void raise(Needs& known, const Needs& other) {
  for (std::size_t q = 0; q < known.size(); ++q) known[q] = std::max(known[q], other[q]);
}

}  // namespace

void insert_tokens(Code& code, const std::vector<Needs>& needs) {
  // known[i][q]: the last instruction of queue q that is sure to have retired when i issues.
  std::vector<Needs> known(code.size());
  std::array<int, kQueues> last_of_queue{-1, -1, -1, -1};
  for (std::size_t i = 0; i < code.size(); ++i) {
    const Queue consumer = queue_of(code[i].instruction);
    const auto c = static_cast<std::size_t>(consumer);
    Needs& own = known[i];
    own = {-1, -1, -1, -1};
    if (last_of_queue[c] >= 0) own = known[static_cast<std::size_t>(last_of_queue[c])];
    own[c] = last_of_queue[c];

    // The latest need first: its giver's knowledge most likely covers the others.
    Needs order = needs[i];
    order[c] = -1;
    std::sort(order.begin(), order.end(), std::greater<>());
    for (const int needed : order) {
      if (needed < 0) break;
      const auto giver = static_cast<std::size_t>(needed);
      const Queue producer = queue_of(code[giver].instruction);
      const auto p = static_cast<std::size_t>(producer);
      if (own[p] >= needed) continue;
      code[i].instruction.pop |= 1u << token_bit(consumer, producer);
      code[giver].instruction.push |= 1u << token_bit(producer, consumer);
      raise(own, known[giver]);
      own[p] = needed;
    }
    last_of_queue[c] = static_cast<int>(i);
  }
}

}  // namespace isomer::compiler
