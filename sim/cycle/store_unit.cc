// SPDX-License-Identifier: Apache-2.0
#include "sim/cycle/store_unit.h"

#include <algorithm>

#include "sim/machine/transfer.h"

namespace isomer::cycle {

void StoreUnit::start(const Machine& machine, const Store& store, std::uint64_t base, Cycle issue) {
  const auto bytes = static_cast<std::uint64_t>(machine.activation_word_bytes());
  const auto words = static_cast<std::uint64_t>(store.words);
  const std::uint64_t words_per_line = std::max<std::uint64_t>(1, kLineBytes / bytes);
  row_lines_ = row_lines(words, bytes);
  walk_ = BurstWalk(store, base, row_lines_);
  unused_bytes_ = row_lines_ * kLineBytes - words * bytes;
  line_cycles_ = words_per_line;
  last_line_cycles_ = bytes < kLineBytes ? words - (row_lines_ - 1) * words_per_line : 1;
  shown_from_ = issue + 2;
  granted_ = accepted_ = requested_ = 0;
  last_request_ = issue + 1;  // the first word is requested in the cycle after
  answered_ = 0;
  failed_ = false;
}

void StoreUnit::pack(std::uint64_t lines) {
  while (requested_ < lines) {
    Cycle begin = last_request_ + 1;
    if (requested_ >= kBufferLines) {
      const std::uint64_t leaving = requested_ - kBufferLines;
      if (leaving >= accepted_) return;
      begin = std::max(begin, beats_[leaving % kBufferLines] + 1);
    }
    const bool is_last = (requested_ + 1) % row_lines_ == 0;
    last_request_ = begin + (is_last ? last_line_cycles_ : line_cycles_) - 1;
    ++requested_;
  }
}

Cycle StoreUnit::request_at() {
  if (walk_.is_over() || failed_) return kNever;
  const std::uint64_t lines = granted_ + static_cast<std::uint64_t>(burst().beats);
  pack(lines);
  return requested_ < lines ? kNever : std::max(shown_from_, last_request_ + 2);
}

void StoreUnit::grant(Cycle now) {
  granted_ += static_cast<std::uint64_t>(burst().beats);
  walk_.take();
  shown_from_ = now + 1;
}

void StoreUnit::accept(const Burst& burst, const BurstTimes& times) {
  for (int i = 0; i < burst.beats; ++i) beats_[accepted_++ % kBufferLines] = times.beat(i);
  answered_ = times.end;
}

void StoreUnit::fail(Cycle answer) {
  if (failed_) return;
  failed_ = true;
  failed_from_ = answer + 1;
}

Cycle StoreUnit::done_at() const {
  if (failed_) return failed_from_;
  return walk_.is_over() && accepted_ == granted_ ? answered_ + 1 : kNever;
}

}  // namespace isomer::cycle
