// SPDX-License-Identifier: Apache-2.0
#include "sim/cycle/store_unit.h"

#include <algorithm>

#include "isa/instructions/busy_cycles.h"
#include "sim/machine/transfer.h"

namespace isomer::cycle {

void StoreUnit::start(const Machine& machine, const Store& store, std::uint64_t base, Cycle issue) {
  const auto bytes = static_cast<std::uint64_t>(machine.activation_word_bytes());
  const auto words = static_cast<std::uint64_t>(store.words);
  const BusShape bus(machine);
  const std::uint64_t words_per_beat = std::max<std::uint64_t>(1, bus.beat_bytes / bytes);
  const Cycle start = issue + static_cast<Cycle>(start_delay(machine, Queue::store)) + 1;
  beat_bytes_ = bus.beat_bytes;
  row_beats_ = row_beats(machine, words, bytes);
  buffer_beats_ = bus.buffer_beats;
  walk_ = BurstWalk(bus, store, base, row_beats_);
  unused_bytes_ = row_beats_ * beat_bytes_ - words * bytes;
  beat_cycles_ = words_per_beat;
  last_beat_cycles_ = bytes < beat_bytes_ ? words - (row_beats_ - 1) * words_per_beat : 1;
  shown_from_ = start + 1;
  granted_ = accepted_ = requested_ = 0;
  last_request_ = start;  // the first word is requested in the cycle after
  answered_ = 0;
  failed_ = false;
}

void StoreUnit::pack(std::uint64_t beats) {
  while (requested_ < beats) {
    Cycle begin = last_request_ + 1;
    if (requested_ >= buffer_beats_) {
      const std::uint64_t leaving = requested_ - buffer_beats_;
      if (leaving >= accepted_) return;
      begin = std::max(begin, beat_at_[leaving % buffer_beats_] + 1);
    }
    const bool is_last = (requested_ + 1) % row_beats_ == 0;
    last_request_ = begin + (is_last ? last_beat_cycles_ : beat_cycles_) - 1;
    ++requested_;
  }
}

Cycle StoreUnit::request_at() {
  if (walk_.is_over() || failed_) return kNever;
  const std::uint64_t beats = granted_ + static_cast<std::uint64_t>(burst().beats);
  pack(beats);
  return requested_ < beats ? kNever : std::max(shown_from_, last_request_ + 2);
}

void StoreUnit::grant(Cycle now) {
  granted_ += static_cast<std::uint64_t>(burst().beats);
  walk_.take();
  shown_from_ = now + 1;
}

void StoreUnit::accept(const Burst& burst, const BurstTimes& times) {
  for (int i = 0; i < burst.beats; ++i) beat_at_[accepted_++ % buffer_beats_] = times.beat(i);
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
