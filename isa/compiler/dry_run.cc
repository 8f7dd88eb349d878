// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/dry_run.h"

#include <fmt/format.h>

#include <deque>

namespace isomer::compiler {
namespace {

constexpr int kMaxTokens = 15;

struct Queues {
  std::array<std::deque<std::size_t>, kQueues> waiting;  // instruction indices
  std::array<std::optional<std::size_t>, kQueues> busy;
  std::array<std::array<int, kQueues>, kQueues> tokens{};  // [from][to]
};

// The counters that one mask of an instruction names: calls f(peer) for each set bit.
template <typename F>
bool all_peers(Queue queue, std::uint32_t mask, const F& f) {
  for (int bit = 0; bit < kQueues - 1; ++bit)
    if ((mask >> bit & 1) != 0 && !f(static_cast<std::size_t>(token_peer(queue, bit))))
      return false;
  return true;
}

bool try_issue(Queues& state, const Code& code, std::size_t q) {
  if (state.waiting[q].empty() || state.busy[q]) return false;
  const std::size_t index = state.waiting[q].front();
  const std::uint32_t pop = code[index].instruction.pop;
  const auto queue = static_cast<Queue>(q);
  if (!all_peers(queue, pop, [&](std::size_t p) { return state.tokens[p][q] > 0; })) return false;
  all_peers(queue, pop, [&](std::size_t p) { return --state.tokens[p][q] >= 0; });
  state.busy[q] = index;
  state.waiting[q].pop_front();
  return true;
}

bool try_retire(Queues& state, const Code& code, std::size_t q) {
  if (!state.busy[q]) return false;
  const std::uint32_t push = code[*state.busy[q]].instruction.push;
  const auto queue = static_cast<Queue>(q);
  if (!all_peers(queue, push, [&](std::size_t c) { return state.tokens[q][c] < kMaxTokens; }))
    return false;
  all_peers(queue, push, [&](std::size_t c) { return ++state.tokens[q][c] > 0; });
  state.busy[q].reset();
  return true;
}

}  // namespace

std::optional<std::string> find_deadlock(const Machine& machine, const Code& code) {
  Queues state;
  std::size_t fetched = 0;
  std::size_t retired = 0;
  for (bool moved = true; moved;) {
    moved = false;
    while (fetched < code.size()) {
      auto& queue = state.waiting[static_cast<std::size_t>(queue_of(code[fetched].instruction))];
      if (queue.size() == static_cast<std::size_t>(machine.queue_depth)) break;
      queue.push_back(fetched++);
      moved = true;
    }
    for (std::size_t q = 0; q < kQueues; ++q) {
      moved |= try_issue(state, code, q);
      if (try_retire(state, code, q)) {
        ++retired;
        moved = true;
      }
    }
  }
  if (retired == code.size()) return std::nullopt;
  std::string text = fmt::format("{} of {} instructions retire; waiting:", retired, code.size());
  for (std::size_t q = 0; q < kQueues; ++q) {
    if (state.busy[q]) text += fmt::format(" {} (to push)", *state.busy[q]);
    if (!state.waiting[q].empty()) text += fmt::format(" {}", state.waiting[q].front());
  }
  return text;
}

}  // namespace isomer::compiler
