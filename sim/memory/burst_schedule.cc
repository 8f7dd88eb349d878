// SPDX-License-Identifier: Apache-2.0
#include "sim/memory/burst_schedule.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/container/error.h"

namespace isomer {

MemoryTiming find_memory_timing(std::string_view name) {
  if (name == "ddr") return MemoryTiming::ddr();
  if (name == "slow") return MemoryTiming::slow();
  throw Error(fmt::format("unknown memory timing '{}'; legal: ddr, slow", name));
}

BurstSchedule::Slot BurstSchedule::add(MemoryChannel channel, std::uint64_t cycle, int beats) {
  const auto count = static_cast<std::uint64_t>(beats);
  std::uint64_t& number = numbers_[static_cast<std::size_t>(channel)];
  Slot slot;
  slot.interval = static_cast<std::uint64_t>(std::max(1, beat_bytes_ / timing_.bytes_per_cycle));
  slot.first = std::max(
      cycle + static_cast<std::uint64_t>(timing_.latency) + burst_delay(timing_, channel, number),
      free_);
  ++number;
  const std::uint64_t last = slot.first + (count - 1) * slot.interval;
  free_ = last + slot.interval + static_cast<std::uint64_t>(timing_.gap);
  slot.answer = last + static_cast<std::uint64_t>(timing_.response);
  if (observer_) observer_({channel, cycle, beats, slot});
  return slot;
}

}  // namespace isomer
