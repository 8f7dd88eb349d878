// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/hoist.h"

#include <algorithm>

namespace isomer::compiler {
namespace {

// LOADs run ahead by at most this many mac instructions; further, they would keep the LOADs that
// are needed sooner waiting.
constexpr std::size_t kPrefetch = 4;

}  // namespace

Code hoist(const Code& code, const std::vector<Needs>& needs) {
  // behind[i]: i comes directly behind that instruction; itself when it stays. reach[i]: the
  // largest behind[] in i's queue up to i, so that i passes nothing it depends on.
  std::vector<int> behind(code.size());
  std::vector<int> reach(code.size());
  std::array<int, kQueues> reach_of_queue{-1, -1, -1, -1};
  std::vector<int> macs;  // so far
  for (std::size_t i = 0; i < code.size(); ++i) {
    const Operands& operands = code[i].instruction.operands;
    const Queue queue = queue_of(code[i].instruction);
    const bool is_pool = std::holds_alternative<MaxPoolInstruction>(operands);
    const bool is_prefetch = queue == Queue::load && !macs.empty();
    behind[i] = static_cast<int>(i);
    if (is_pool || is_prefetch) {
      behind[i] = is_prefetch ? macs[macs.size() - std::min(macs.size(), kPrefetch)] : 0;
      for (const int need : needs[i])
        if (need >= 0) behind[i] = std::max(behind[i], reach[static_cast<std::size_t>(need)]);
    }
    if (queue == Queue::mac) macs.push_back(static_cast<int>(i));
    int& latest = reach_of_queue[static_cast<std::size_t>(queue)];
    latest = std::max(latest, behind[i]);
    reach[i] = latest;
  }
  std::vector<std::size_t> order(code.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return behind[a] < behind[b]; });
  Code result;
  result.reserve(code.size());
  for (const std::size_t i : order) result.push_back(code[i]);
  return result;
}

}  // namespace isomer::compiler
