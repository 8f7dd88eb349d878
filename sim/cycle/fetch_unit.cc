// SPDX-License-Identifier: Apache-2.0
#include "sim/cycle/fetch_unit.h"

#include <algorithm>

namespace isomer::cycle {

void FetchUnit::start(std::uint64_t line, std::uint32_t length) {
  *this = {};
  is_running_ = true;
  line_ = line;
  lines_left_ = 2 * std::uint64_t{length};
  length_ = length;
  if (length == 0) word_at_ = 1;
}

Burst FetchUnit::burst() const {
  return {Requester::fetch, line_, burst_beats(line_, lines_left_), false};
}

Cycle FetchUnit::request_at() const {
  if (!is_running_ || lines_left_ == 0) return kNever;
  const std::uint64_t lines = granted_ + static_cast<std::uint64_t>(burst().beats);
  if (lines <= kLines) return shown_from_;
  // This many lines must have left the buffer.
  const std::uint64_t leaving = lines - kLines;
  if (leaving > taken_) return kNever;
  return std::max(shown_from_, taken_at_[(leaving - 1) % kLines] + 1);
}

void FetchUnit::grant(Cycle now) {
  const auto beats = static_cast<std::uint64_t>(burst().beats);
  granted_ += beats;
  line_ += beats;
  lines_left_ -= beats;
  shown_from_ = now + 1;
}

void FetchUnit::accept(const Burst& burst, const BurstTimes& times) {
  for (int i = 0; i < burst.beats; ++i) {
    beats_[accepted_ % kLines] = times.beat(i);
    errors_[accepted_ % kLines] = i >= times.good_beats;
    ++accepted_;
  }
  assemble();
}

void FetchUnit::assemble() {
  const std::uint64_t end = 2 * std::uint64_t{pc_} + 2;
  if (is_at_end()) return;
  for (; taken_ < end && taken_ < accepted_; ++taken_) {
    const std::size_t i = taken_ % kLines;
    taken_at_[i] = std::max(free_from_, beats_[i] + 1);
    free_from_ = taken_at_[i] + 1;
    error_ = errors_[i] || (taken_ + 1 == end && error_);
    if (taken_ + 1 == end) word_at_ = free_from_;
  }
}

void FetchUnit::leave(Cycle now) {
  ++pc_;
  free_from_ = now;
  word_at_ = is_at_end() ? now + 1 : kNever;
  assemble();
}

}  // namespace isomer::cycle
