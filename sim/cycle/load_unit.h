// SPDX-License-Identifier: Apache-2.0
//
// The time of a LOAD: when it asks for its bursts and when its last word is written.

#ifndef SIM_CYCLE_LOAD_UNIT_H_
#define SIM_CYCLE_LOAD_UNIT_H_

#include <array>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
#include "sim/cycle/burst_walk.h"

namespace isomer::cycle {

class LoadUnit {
 public:
  // Begins the instruction that issued in cycle `issue`; `base` is the line its segment begins at.
  void start(const Machine& machine, const Load& load, std::uint64_t base, Cycle issue);

  // From when on it asks for burst(); kNever while that is not known or nothing is left.
  Cycle request_at() const;
  Burst burst() const { return walk_.burst(Requester::load); }
  void grant(Cycle now);

  // Memory has accepted the oldest burst granted and not accepted.
  void accept(const Burst& burst, const BurstTimes& times);

  // A beat failed in cycle `beat`.
  void fail(Cycle beat);
  bool has_failed() const { return failed_; }

  bool is_accepted_whole() const { return walk_.is_over() && accepted_ == granted_; }

  // The cycle from which on the work is done: that of retirement if nothing makes it wait.
  Cycle done_at() const;

 private:
  BurstWalk walk_;
  std::uint64_t buffer_beats_ = 1;
  Cycle beat_cycles_ = 1;  // a beat takes; the last of a row:
  Cycle last_beat_cycles_ = 1;
  Cycle shown_from_ = 0;       // the next burst
  std::uint64_t granted_ = 0;  // beats
  std::uint64_t accepted_ = 0;
  std::array<Cycle, kMaxBufferBeats> taken_{};  // when beat i (mod) left the buffer
  Cycle last_taken_ = 0;
  bool failed_ = false;
  Cycle failed_from_ = 0;
};

}  // namespace isomer::cycle

#endif  // SIM_CYCLE_LOAD_UNIT_H_
