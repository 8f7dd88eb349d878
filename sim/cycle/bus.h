// SPDX-License-Identifier: Apache-2.0
//
// The AXI4 master and the memory behind it, by burst: one address slot per direction, at most
// kMaxBursts under way, beats where BurstSchedule puts them. MACHINE.md section 7.

#ifndef SIM_CYCLE_BUS_H_
#define SIM_CYCLE_BUS_H_

#include <array>
#include <optional>

#include "sim/cycle/burst.h"
#include "sim/memory/burst_schedule.h"

namespace isomer::cycle {

class Bus {
 public:
  // Without jitter, and max_bursts at least 1.
  Bus(const MemoryTiming& timing, const Machine& machine)
      : schedule_(timing, machine.bus_bytes()),
        max_bursts_(machine.bus_bursts),
        memory_bursts_(static_cast<std::size_t>(timing.max_bursts)) {}

  void observe(BurstSchedule::Observer observer) { schedule_.observe(std::move(observer)); }

  // The cycle that is now: bursts that ended before it are no longer under way.
  void begin(Cycle now);

  // The burst whose address memory accepts now, at most one of each channel, reads first. times()
  // must follow.
  std::optional<Burst> accept(MemoryChannel channel);

  // When the beats of the burst just accepted happen, `delay` cycles later than the schedule says.
  BurstTimes times(MemoryChannel channel, Cycle now, Cycle delay, int beats);

  // Whether a burst of that channel can be granted now.
  bool has_room(MemoryChannel channel) const {
    return under_way_ < max_bursts_ && !pending_[static_cast<std::size_t>(channel)];
  }
  void grant(MemoryChannel channel, const Burst& burst) {
    pending_[static_cast<std::size_t>(channel)] = burst;
    ++under_way_;
  }

  bool is_idle() const { return under_way_ == 0; }
  Cycle next_end() const;  // of a burst under way, or kNever

 private:
  BurstSchedule schedule_;
  int max_bursts_;
  std::size_t memory_bursts_;  // that memory has accepted, at most
  int under_way_ = 0;
  bool memory_has_room_ = true;
  std::array<std::optional<Burst>, 2> pending_;  // granted, their addresses not accepted yet
  std::array<Cycle, kMaxBursts> ends_{};         // of those accepted
  std::size_t accepted_ = 0;
  std::array<Cycle, 2> last_beat_{};  // per channel
  Cycle last_answer_ = 0;
};

}  // namespace isomer::cycle

#endif  // SIM_CYCLE_BUS_H_
