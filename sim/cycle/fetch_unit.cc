// SPDX-License-Identifier: Apache-2.0
#include "sim/cycle/fetch_unit.h"

#include <algorithm>

#include "isa/instructions/word.h"

namespace isomer::cycle {

void FetchUnit::start(const Machine& machine, std::uint64_t address, std::uint32_t length) {
  *this = {};
  is_running_ = true;
  bus_ = BusShape(machine);
  buffer_beats_ = bus_.beats_of(kBufferBytes);
  word_beats_ = bus_.beats_of(kWordBytes);
  leave_cycles_ = machine.serial_queues != 0 ? 1 : 0;
  beat_ = bus_.beats_of(address);
  beats_left_ = word_beats_ * length;
  length_ = length;
  if (length == 0) word_at_ = 1;
}

Burst FetchUnit::burst() const {
  return {Requester::fetch, beat_, bus_.burst_beats(beat_, beats_left_), false};
}

Cycle FetchUnit::request_at() const {
  if (!is_running_ || beats_left_ == 0) return kNever;
  const std::uint64_t beats = granted_ + static_cast<std::uint64_t>(burst().beats);
  if (beats <= buffer_beats_) return shown_from_;
  // This many beats must have left the buffer.
  const std::uint64_t leaving = beats - buffer_beats_;
  if (leaving > taken_) return kNever;
  return std::max(shown_from_, taken_at_[(leaving - 1) % buffer_beats_] + 1);
}

void FetchUnit::grant(Cycle now) {
  const auto beats = static_cast<std::uint64_t>(burst().beats);
  granted_ += beats;
  beat_ += beats;
  beats_left_ -= beats;
  shown_from_ = now + 1;
}

void FetchUnit::accept(const Burst& burst, const BurstTimes& times) {
  for (int i = 0; i < burst.beats; ++i) {
    beat_at_[accepted_ % buffer_beats_] = times.beat(i);
    errors_[accepted_ % buffer_beats_] = i >= times.good_beats;
    ++accepted_;
  }
  assemble();
}

void FetchUnit::assemble() {
  const std::uint64_t end = word_beats_ * (std::uint64_t{pc_} + 1);
  if (is_at_end()) return;
  for (; taken_ < end && taken_ < accepted_; ++taken_) {
    const std::size_t i = taken_ % buffer_beats_;
    taken_at_[i] = std::max(free_from_, beat_at_[i] + 1);
    free_from_ = taken_at_[i] + 1;
    error_ = errors_[i] || (taken_ + word_beats_ != end && error_);
    if (taken_ + 1 == end) word_at_ = free_from_;
  }
}

void FetchUnit::leave(Cycle now) {
  ++pc_;
  free_from_ = now + leave_cycles_;
  word_at_ = is_at_end() ? now + 1 : kNever;
  assemble();
}

}  // namespace isomer::cycle
