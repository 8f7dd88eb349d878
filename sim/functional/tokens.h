// SPDX-License-Identifier: Apache-2.0
//
// The token counters between the queues. MACHINE.md section 2.

#ifndef SIM_FUNCTIONAL_TOKENS_H_
#define SIM_FUNCTIONAL_TOKENS_H_

#include <array>
#include <cstdint>

#include "isa/instructions/instruction.h"

namespace isomer {

inline constexpr int kMaxTokens = 15;

// One counter per ordered pair of queues.
class TokenCounters {
 public:
  // Whether every counter in the pop mask of an instruction of `queue` is above zero.
  bool can_pop(Queue queue, std::uint32_t mask) const {
    return all(mask, [&](int bit) { return count(token_peer(queue, bit), queue) > 0; });
  }
  // Whether every counter in its push mask has space.
  bool can_push(Queue queue, std::uint32_t mask) const {
    return all(mask, [&](int bit) { return count(queue, token_peer(queue, bit)) < kMaxTokens; });
  }
  void pop(Queue queue, std::uint32_t mask) {
    all(mask, [&](int bit) { return --count(token_peer(queue, bit), queue), true; });
  }
  void push(Queue queue, std::uint32_t mask) {
    all(mask, [&](int bit) { return ++count(queue, token_peer(queue, bit)), true; });
  }

  int count(Queue from, Queue to) const {
    return counts_[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
  }

 private:
  int& count(Queue from, Queue to) {
    return counts_[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
  }

  template <typename Predicate>
  static bool all(std::uint32_t mask, const Predicate& predicate) {
    for (int bit = 0; bit < kQueues - 1; ++bit)
      if (((mask >> bit) & 1) != 0 && !predicate(bit)) return false;
    return true;
  }

  std::array<std::array<int, kQueues>, kQueues> counts_{};
};

}  // namespace isomer

#endif  // SIM_FUNCTIONAL_TOKENS_H_
