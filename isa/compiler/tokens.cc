// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/tokens.h"

#include <algorithm>

namespace isomer::compiler {
namespace {

// Fewer than the 15 tokens a counter holds.
constexpr int kMaxLag = 13;

void raise(Needs& known, const Needs& other) {
  for (std::size_t q = 0; q < known.size(); ++q) known[q] = std::max(known[q], other[q]);
}

}  // namespace

void insert_tokens(const Machine& machine, Code& code, const std::vector<Needs>& needs) {
  const auto max_lag = static_cast<std::size_t>(std::min(machine.queue_depth + 1, kMaxLag));
  std::array<std::vector<int>, kQueues> queues;  // instructions so far
  std::vector<std::size_t> place(code.size());   // of each instruction in its queue
  // known[i][q]: the last instruction of queue q that is sure to have retired when i issues.
  std::vector<Needs> known(code.size());
  for (std::size_t i = 0; i < code.size(); ++i) {
    const Queue consumer = queue_of(code[i].instruction);
    const auto c = static_cast<std::size_t>(consumer);
    Needs& own = known[i];
    own = {-1, -1, -1, -1};
    if (!queues[c].empty()) {
      own = known[static_cast<std::size_t>(queues[c].back())];
      own[c] = queues[c].back();
    }

    // The latest need first: its giver's knowledge most likely covers the others.
    Needs order = needs[i];
    order[c] = -1;
    std::sort(order.begin(), order.end(), std::greater<>());
    for (const int needed : order) {
      if (needed < 0) break;
      const Queue producer = queue_of(code[static_cast<std::size_t>(needed)].instruction);
      const auto p = static_cast<std::size_t>(producer);
      if (own[p] >= needed) continue;
      const std::size_t so_far = queues[p].size();
      const std::size_t at = std::max(place[static_cast<std::size_t>(needed)],
                                      so_far > max_lag ? so_far - 1 - max_lag : 0);
      const auto giver = static_cast<std::size_t>(queues[p][at]);
      code[i].instruction.pop |= 1u << token_bit(consumer, producer);
      code[giver].instruction.push |= 1u << token_bit(producer, consumer);
      raise(own, known[giver]);
      own[p] = static_cast<int>(giver);
    }
    place[i] = queues[c].size();
    queues[c].push_back(static_cast<int>(i));
  }
}

}  // namespace isomer::compiler
