// SPDX-License-Identifier: Apache-2.0
#include "sim/cycle/load_unit.h"

#include <algorithm>

#include "isa/instructions/busy_cycles.h"
#include "sim/machine/transfer.h"

namespace isomer::cycle {
namespace {

int word_bytes(const Machine& machine, const Load& load) {
  switch (static_cast<Memory>(load.memory)) {
    case Memory::activations:
      return machine.activation_word_bytes();
    case Memory::weights:
      return machine.weight_word_bytes();
    case Memory::parameters:
      break;
  }
  return machine.parameter_word_bytes();
}

}  // namespace

void LoadUnit::start(const Machine& machine, const Load& load, std::uint64_t base, Cycle issue) {
  const auto bytes = static_cast<std::uint64_t>(word_bytes(machine, load));
  const auto words = static_cast<std::uint64_t>(load.words);
  const BusShape bus(machine);
  const std::uint64_t row = row_beats(machine, words, bytes);
  const std::uint64_t words_per_beat = std::max<std::uint64_t>(1, bus.beat_bytes / bytes);
  buffer_beats_ = bus.buffer_beats;
  walk_ = BurstWalk(bus, load, base, row);
  beat_cycles_ = words_per_beat;
  last_beat_cycles_ = bytes < bus.beat_bytes ? words - (row - 1) * words_per_beat : 1;
  shown_from_ = issue + static_cast<Cycle>(start_delay(machine, Queue::load)) + 2;
  granted_ = accepted_ = 0;
  last_taken_ = 0;
  failed_ = false;
}

Cycle LoadUnit::request_at() const {
  if (walk_.is_over() || failed_) return kNever;
  const std::uint64_t beats = granted_ + static_cast<std::uint64_t>(burst().beats);
  if (beats <= buffer_beats_) return shown_from_;
  // This many beats must have left the buffer.
  const std::uint64_t leaving = beats - buffer_beats_;
  if (leaving > accepted_) return kNever;
  const Cycle taken = taken_[(leaving - 1) % buffer_beats_];
  return taken == kNever ? kNever : std::max(shown_from_, taken + 1);
}

void LoadUnit::grant(Cycle now) {
  granted_ += static_cast<std::uint64_t>(burst().beats);
  walk_.take();
  shown_from_ = now + 1;
}

void LoadUnit::accept(const Burst& burst, const BurstTimes& times) {
  for (int i = 0; i < burst.beats; ++i) {
    const bool is_last = burst.ends_row && i + 1 == burst.beats;
    if (i >= times.good_beats) last_taken_ = kNever;  // neither that beat nor those behind it
    if (last_taken_ != kNever)
      last_taken_ =
          std::max(last_taken_, times.beat(i)) + (is_last ? last_beat_cycles_ : beat_cycles_);
    taken_[accepted_++ % buffer_beats_] = last_taken_;
  }
}

void LoadUnit::fail(Cycle beat) {
  if (failed_) return;
  failed_ = true;
  failed_from_ = beat + 1;
}

Cycle LoadUnit::done_at() const {
  if (failed_) return failed_from_;
  return is_accepted_whole() && last_taken_ != kNever ? last_taken_ + 1 : kNever;
}

}  // namespace isomer::cycle
