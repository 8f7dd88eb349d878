// SPDX-License-Identifier: Apache-2.0

#include "isa/random/tokens.h"

#include <algorithm>
#include <array>

#include "isa/instructions/codec.h"
#include "isa/instructions/footprint.h"

namespace isomer {
namespace {

bool overlap(const Access& a, const Access& b) {
  return a.space == b.space && a.segment == b.segment && a.first < b.first + b.count &&
         b.first < a.first + a.count && !a.outside_lock && !b.outside_lock;
}

bool conflict(const std::vector<Access>& a, const std::vector<Access>& b) {
  return std::any_of(a.begin(), a.end(), [&](const Access& x) {
    return std::any_of(b.begin(), b.end(), [&](const Access& y) {
      return (x.is_write || y.is_write) && overlap(x, y);
    });
  });
}

}  // namespace

void add_tokens(Random& random, const Machine& machine, std::vector<Instruction>& instructions) {
  using Clock = std::array<int, kQueues>;  // per queue: instructions known to have retired before
  std::vector<std::vector<Access>> footprints;
  for (const Instruction& instruction : instructions)
    footprints.push_back(footprint(machine, instruction));
  std::vector<Clock> clocks(instructions.size());
  std::array<Clock, kQueues> now{};
  for (std::size_t b = 0; b < instructions.size(); ++b) {
    const Queue self = queue_of(instructions[b]);
    const auto q = static_cast<std::size_t>(self);
    const bool wants_more = random.between(0, 9) == 0;  // a token that nothing needs
    for (std::size_t a = b; a-- > 0;) {
      const Queue peer = queue_of(instructions[a]);
      const auto p = static_cast<std::size_t>(peer);
      if (p == q || clocks[a][p] <= now[q][p]) continue;
      if (!conflict(footprints[a], footprints[b]) && !(wants_more && random.between(0, 7) == 0))
        continue;
      instructions[a].push |= 1U << token_bit(peer, self);
      instructions[b].pop |= 1U << token_bit(self, peer);
      for (std::size_t i = 0; i < kQueues; ++i) now[q][i] = std::max(now[q][i], clocks[a][i]);
    }
    ++now[q][q];
    clocks[b] = now[q];
  }
}

}  // namespace isomer
