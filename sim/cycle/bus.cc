// SPDX-License-Identifier: Apache-2.0
#include "sim/cycle/bus.h"

#include <algorithm>
#include <utility>

namespace isomer::cycle {

void Bus::begin(Cycle now) {
  const auto is_over = [now](Cycle end) { return end < now; };
  const auto end = ends_.begin() + static_cast<std::ptrdiff_t>(accepted_);
  const auto kept =
      static_cast<std::size_t>(std::remove_if(ends_.begin(), end, is_over) - ends_.begin());
  under_way_ -= static_cast<int>(accepted_ - kept);
  accepted_ = kept;
  memory_has_room_ = accepted_ < memory_bursts_;
}

std::optional<Burst> Bus::accept(MemoryChannel channel) {
  if (!memory_has_room_) return std::nullopt;
  return std::exchange(pending_[static_cast<std::size_t>(channel)], std::nullopt);
}

BurstTimes Bus::times(MemoryChannel channel, Cycle now, Cycle delay, int beats) {
  const auto c = static_cast<std::size_t>(channel);
  const BurstSchedule::Slot slot = schedule_.add(channel, now + delay, beats);
  BurstTimes times{.first = slot.first,
                   .interval = slot.interval,
                   .earliest = std::max(now, last_beat_[c]) + 1,
                   .good_beats = beats};
  last_beat_[c] = times.beat(beats - 1);
  times.end = last_beat_[c];
  if (channel == MemoryChannel::write) {
    times.end = std::max({slot.answer, last_beat_[c] + 1, last_answer_ + 1});
    last_answer_ = times.end;
  }
  ends_[accepted_++] = times.end;
  return times;
}

Cycle Bus::next_end() const {
  Cycle next = kNever;
  for (std::size_t i = 0; i < accepted_; ++i) next = std::min(next, ends_[i]);
  return next;
}

}  // namespace isomer::cycle
