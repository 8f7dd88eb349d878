// SPDX-License-Identifier: Apache-2.0
//
// The time of a STORE: when its words are requested, when it asks for its bursts and when the last
// one is answered.

#ifndef SIM_CYCLE_STORE_UNIT_H_
#define SIM_CYCLE_STORE_UNIT_H_

#include <array>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
#include "sim/cycle/burst_walk.h"

namespace isomer::cycle {

class StoreUnit {
 public:
  // Begins the instruction that issued in cycle `issue`; `base` is the line its segment begins at.
  void start(const Machine& machine, const Store& store, std::uint64_t base, Cycle issue);

  // From when on it asks for burst(); kNever while that is not known or nothing is left.
  Cycle request_at();
  Burst burst() const { return walk_.burst(Requester::store); }
  void grant(Cycle now);

  // Memory has accepted the oldest burst granted and not accepted.
  void accept(const Burst& burst, const BurstTimes& times);

  // Bytes of the burst that are written, and not its last beat's rest.
  std::uint64_t bytes(const Burst& burst) const {
    return beat_bytes_ * static_cast<std::uint64_t>(burst.beats) -
           (burst.ends_row ? unused_bytes_ : 0);
  }

  // An answer in that cycle was an error.
  void fail(Cycle answer);
  bool has_failed() const { return failed_; }

  // The cycle from which on the work is done: that of retirement if nothing makes it wait.
  Cycle done_at() const;

 private:
  void pack(std::uint64_t beats);  // computes when beats are ready, up to that number

  BurstWalk walk_;
  std::uint64_t buffer_beats_ = 1;
  std::uint64_t beat_bytes_ = 16;
  std::uint64_t row_beats_ = 1;
  std::uint64_t unused_bytes_ = 0;  // of the last beat of a row
  Cycle beat_cycles_ = 1;           // a beat takes to be requested; the last of a row:
  Cycle last_beat_cycles_ = 1;
  Cycle shown_from_ = 0;                          // the next burst
  std::uint64_t granted_ = 0;                     // beats
  std::uint64_t accepted_ = 0;                    // beats whose time is known
  std::uint64_t requested_ = 0;                   // beats whose words' requests are known
  Cycle last_request_ = 0;                        // of the last of these words
  std::array<Cycle, kMaxBufferBeats> beat_at_{};  // when beat i (mod) is on the bus
  Cycle answered_ = 0;
  bool failed_ = false;
  Cycle failed_from_ = 0;
};

}  // namespace isomer::cycle

#endif  // SIM_CYCLE_STORE_UNIT_H_
