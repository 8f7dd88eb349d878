// SPDX-License-Identifier: Apache-2.0
//
// One of the four queues: the instructions that wait, the one its unit works on, and in which state
// the queue spent its cycles.

#ifndef SIM_CYCLE_UNIT_QUEUE_H_
#define SIM_CYCLE_UNIT_QUEUE_H_

#include <cstdint>
#include <vector>

#include "sim/cycle/cycle.h"
#include "sim/cycle/locks.h"
#include "sim/device.h"
#include "sim/machine/state.h"

namespace isomer::cycle {

enum class QueueState : std::uint8_t { empty, token, lock, busy, push };

struct UnitQueue {
  explicit UnitQueue(int depth) : waiting(static_cast<std::size_t>(depth)) {}

  bool is_empty() const { return count == 0; }
  bool is_full() const { return count == waiting.size(); }
  std::uint32_t head() const { return waiting[first]; }
  void add(std::uint32_t instruction) { waiting[(first + count++) % waiting.size()] = instruction; }
  void take() {
    first = (first + 1) % waiting.size();
    --count;
  }
  void clear() { first = count = 0; }

  // Its unit has finished the work, in this cycle or before.
  bool is_done(Cycle now) const { return is_active && now >= done_at; }
  // It holds its locks up to the cycle in which the work is done.
  bool has_locks(Cycle now) const { return is_active && now <= done_at; }

  void count_cycles(Cycle cycles) {
    std::uint64_t* const by_state[] = {&counters.empty, &counters.token, &counters.lock,
                                       &counters.busy, &counters.push};
    *by_state[static_cast<std::size_t>(state)] += cycles;
  }

  std::vector<std::uint32_t> waiting;  // a ring of instruction indices
  std::size_t first = 0;
  std::size_t count = 0;

  bool is_active = false;  // from the cycle after issue to retirement
  std::uint32_t pc = 0;
  Cycle done_at = kNever;
  Locks locks;
  PostCounts counts;  // of the instruction at work

  QueueState state = QueueState::empty;
  QueueCounters counters;
};

}  // namespace isomer::cycle

#endif  // SIM_CYCLE_UNIT_QUEUE_H_
