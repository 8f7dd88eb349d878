// SPDX-License-Identifier: Apache-2.0
//
// When the beats of each burst happen: the timing of device memory, without its data. The bus model
// of the RTL and a device that only counts cycles share it.

#ifndef SIM_MEMORY_BURST_SCHEDULE_H_
#define SIM_MEMORY_BURST_SCHEDULE_H_

#include <cstdint>
#include <functional>
#include <utility>

#include "sim/memory/memory_timing.h"

namespace isomer {

// A number that depends on nothing but its arguments (SplitMix64's finaliser over both).
constexpr std::uint64_t counter_hash(std::uint64_t seed, std::uint64_t counter) {
  std::uint64_t z = seed + 0x9E3779B97F4A7C15U * (counter + 1);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

enum class MemoryChannel : std::uint8_t { read = 0, write = 1 };

// Extra cycles before the first beat of burst `number` (from 0) of a channel.
constexpr std::uint64_t burst_delay(const MemoryTiming& timing, MemoryChannel channel,
                                    std::uint64_t number) {
  if (timing.max_delay == 0) return 0;
  return counter_hash(timing.seed, 2 * number + static_cast<std::uint64_t>(channel)) %
         (static_cast<std::uint64_t>(timing.max_delay) + 1);
}

class BurstSchedule {
 public:
  // Cycles: beat i happens in first + i * interval; a write is answered in `answer`.
  struct Slot {
    std::uint64_t first = 0;
    std::uint64_t interval = 1;
    std::uint64_t answer = 0;
  };

  // What the schedule says of a burst; a memory with jitter may be later.
  struct Burst {
    MemoryChannel channel = MemoryChannel::read;
    std::uint64_t accepted = 0;  // the cycle of its address
    int beats = 0;
    Slot slot;
  };
  using Observer = std::function<void(const Burst&)>;

  explicit BurstSchedule(const MemoryTiming& timing, int beat_bytes = 16)
      : timing_(timing), beat_bytes_(beat_bytes) {}

  // The next burst in order, its address accepted in `cycle` (not below earlier ones).
  Slot add(MemoryChannel channel, std::uint64_t cycle, int beats);

  // Calls the observer, if there is one, for every burst from now on.
  void observe(Observer observer) { observer_ = std::move(observer); }

 private:
  MemoryTiming timing_;
  int beat_bytes_;
  std::uint64_t free_ = 0;         // first cycle in which the channel has no work
  std::uint64_t numbers_[2] = {};  // bursts so far, per channel
  Observer observer_;
};

}  // namespace isomer

#endif  // SIM_MEMORY_BURST_SCHEDULE_H_
