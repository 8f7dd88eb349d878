// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/hoist.h"

#include <algorithm>

namespace isomer::compiler {
namespace {

bool is_pool(const CodeLine& line) {
  return std::holds_alternative<MaxPoolInstruction>(line.instruction.operands);
}

}  // namespace

Code hoist_pools(const Code& code, const std::vector<Needs>& needs) {
  // behind[i]: i comes directly behind that instruction; itself when it stays. reach[i]: the
  // largest behind[] in i's queue up to i, so that a pool passes nothing it depends on.
  std::vector<int> behind(code.size());
  std::vector<int> reach(code.size());
  std::array<int, kQueues> reach_of_queue{-1, -1, -1, -1};
  for (std::size_t i = 0; i < code.size(); ++i) {
    behind[i] = static_cast<int>(i);
    if (is_pool(code[i])) {
      behind[i] = 0;
      for (const int need : needs[i])
        if (need >= 0) behind[i] = std::max(behind[i], reach[static_cast<std::size_t>(need)]);
    }
    int& latest = reach_of_queue[static_cast<std::size_t>(queue_of(code[i].instruction))];
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
