// SPDX-License-Identifier: Apache-2.0

#include "isa/random/tokens.h"

#include <algorithm>
#include <array>

#include "isa/instructions/codec.h"
#include "isa/instructions/footprint.h"

namespace isomer {
namespace {

constexpr int kMaxCount = 15;  // of a counter of tokens

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

// `extra`: of the tokens that nothing needs; may be null.
void add(Random* extra, const Machine& machine, std::vector<Instruction>& instructions) {
  using Clock = std::array<int, kQueues>;  // per queue: instructions known to have retired before
  std::vector<std::vector<Access>> footprints;
  for (const Instruction& instruction : instructions)
    footprints.push_back(footprint(machine, instruction));
  std::vector<Clock> clocks(instructions.size());
  std::array<Clock, kQueues> now{};
  for (std::size_t b = 0; b < instructions.size(); ++b) {
    const Queue self = queue_of(instructions[b]);
    const auto q = static_cast<std::size_t>(self);
    const bool wants_more =
        extra != nullptr && extra->between(0, 9) == 0;  // a token that nothing needs
    for (std::size_t a = b; a-- > 0;) {
      const Queue peer = queue_of(instructions[a]);
      const auto p = static_cast<std::size_t>(peer);
      if (p == q || clocks[a][p] <= now[q][p]) continue;
      if (!conflict(footprints[a], footprints[b]) && !(wants_more && extra->between(0, 7) == 0))
        continue;
      instructions[a].push |= 1U << token_bit(peer, self);
      instructions[b].pop |= 1U << token_bit(self, peer);
      for (std::size_t i = 0; i < kQueues; ++i) now[q][i] = std::max(now[q][i], clocks[a][i]);
    }
    ++now[q][q];
    clocks[b] = now[q];
  }
}

}  // namespace

void order_conflicts(const Machine& machine, std::vector<Instruction>& instructions) {
  add(nullptr, machine, instructions);
}

void add_tokens(Random& random, const Machine& machine, std::vector<Instruction>& instructions) {
  add(&random, machine, instructions);
}

void add_idle_tokens(Random& random, std::vector<Instruction>& instructions, std::size_t first,
                     int pairs) {
  const int last = static_cast<int>(instructions.size()) - 1;
  // Tokens under way from p to q behind each instruction, in program order.
  const auto under_way = [&](Queue p, Queue q, std::size_t from, std::size_t to) {
    int now = 0;
    int most = 0;
    for (std::size_t i = 0; i < to; ++i) {
      const Queue self = queue_of(instructions[i]);
      if (self == q) now -= static_cast<int>((instructions[i].pop >> token_bit(q, p)) & 1);
      if (self == p) now += static_cast<int>((instructions[i].push >> token_bit(p, q)) & 1);
      if (i >= from) most = std::max(most, now);
    }
    return most;
  };
  for (int n = 0; n < pairs; ++n) {
    const auto a = static_cast<std::size_t>(random.between(static_cast<int>(first), last - 1));
    const auto b = static_cast<std::size_t>(random.between(static_cast<int>(a) + 1, last));
    const Queue p = queue_of(instructions[a]);
    const Queue q = queue_of(instructions[b]);
    if (p == q) continue;
    const std::uint32_t push = 1U << token_bit(p, q);
    const std::uint32_t pop = 1U << token_bit(q, p);
    if ((instructions[a].push & push) != 0 || (instructions[b].pop & pop) != 0 ||
        under_way(p, q, a, b) >= kMaxCount)
      continue;
    instructions[a].push |= push;
    instructions[b].pop |= pop;
  }
}

}  // namespace isomer
