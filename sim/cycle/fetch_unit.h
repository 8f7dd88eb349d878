// SPDX-License-Identifier: Apache-2.0
//
// The time of fetch: when it asks for bursts of the program and when each word is there to be
// checked.

#ifndef SIM_CYCLE_FETCH_UNIT_H_
#define SIM_CYCLE_FETCH_UNIT_H_

#include <array>

#include "sim/cycle/burst.h"

namespace isomer::cycle {

class FetchUnit {
 public:
  // START in cycle 0: `length` instructions from that byte on.
  void start(const Machine& machine, std::uint64_t address, std::uint32_t length);

  // From when on it asks for burst(); kNever while that is not known or nothing is left.
  Cycle request_at() const;
  Burst burst() const;
  void grant(Cycle now);

  // Memory has accepted the oldest burst granted and not accepted.
  void accept(const Burst& burst, const BurstTimes& times);

  std::uint32_t pc() const { return pc_; }
  bool is_at_end() const { return pc_ == length_; }

  // From when on word number pc() is there (at the end: that there is none is known), or kNever.
  Cycle word_at() const { return word_at_; }
  bool has_bus_error() const { return error_; }  // of that word

  // The word goes to its queue.
  void leave(Cycle now);

  // It reads no word after this cycle and asks for no burst.
  void stop() { is_running_ = false; }
  bool is_running() const { return is_running_; }

 private:
  static constexpr std::uint64_t kBufferBytes = 512;
  static constexpr std::uint64_t kMostBeats = kBufferBytes / 2;  // of the narrowest bus

  void assemble();  // the word pc_, as far as its beats are known

  bool is_running_ = false;
  BusShape bus_;
  std::uint64_t buffer_beats_ = 0;
  std::uint64_t word_beats_ = 0;
  Cycle leave_cycles_ = 0;        // from a word's leaving to the first beat of the next one
  std::uint64_t beat_ = 0;        // of the next burst
  std::uint64_t beats_left_ = 0;  // to ask for
  Cycle shown_from_ = 1;
  std::uint64_t granted_ = 0;
  std::uint64_t accepted_ = 0;
  std::uint64_t taken_ = 0;  // beats that have left the buffer, or will at a known time
  std::array<Cycle, kMostBeats> beat_at_{};
  std::array<bool, kMostBeats> errors_{};
  std::array<Cycle, kMostBeats> taken_at_{};

  std::uint32_t length_ = 0;
  std::uint32_t pc_ = 0;
  Cycle free_from_ = 1;  // the first beat of word pc_ can be taken
  Cycle word_at_ = kNever;
  bool error_ = false;
};

}  // namespace isomer::cycle

#endif  // SIM_CYCLE_FETCH_UNIT_H_
