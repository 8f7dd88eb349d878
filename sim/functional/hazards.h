// SPDX-License-Identifier: Apache-2.0
//
// The hazard checker: whether the tokens of a program order every pair of conflicting accesses. A
// program it accepts gives the same result on every device, whatever the timing.
//
// Each queue has a vector clock; a token carries the clock of the retirement that gave it. An
// instruction comes after another one when it is later in the same queue or a chain of tokens and
// queue order leads to it. Every local word and every 16-byte line of a segment remembers its last
// write and, per queue, the last read since. Violations, each naming its instructions:
//
//   RAW, WAR, WAW   two accesses to a word, one of them a write, neither after the other
//   never written   a read of a word of which something was not written in this run (post writes a
//                   word in part when C < R). Lines of device memory
//                   count as written when the segment's initial data covers them, and everywhere in
//                   segments not named "scratch" or "output" (constants; input: the back door)
//   outside lock    activations in a bank that the instruction has not locked
//   outside segment a line beyond the segment, or in a segment that the program does not have
//   overlap         one instruction reads and writes the same activations, in no defined order

#ifndef SIM_FUNCTIONAL_HAZARDS_H_
#define SIM_FUNCTIONAL_HAZARDS_H_

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/footprint.h"
#include "isa/program/program.h"
#include "sim/functional/decoded.h"

namespace isomer {

class HazardChecker {
 public:
  HazardChecker(const Machine& machine, const Program& program, std::vector<Decoded> decoded);

  // A new run begins: only what is written before START counts as written.
  void start();

  // The instruction issues. The violation, or nothing.
  std::optional<std::string> issue(std::uint32_t pc);

  // It retires: its tokens are given.
  void retire(std::uint32_t pc);

  // How many of the instructions issued since start() have local addresses that wrap, and the first
  // of them; empty when none has. No violation: devices agree on the result.
  std::string note() const;

 private:
  using Clock = std::array<std::uint32_t, kQueues>;
  struct Event {
    std::uint32_t number = 0;  // in its queue, from 1; 0: none
    std::uint32_t pc = 0;
  };
  // One word or line.
  struct Cell {
    std::uint64_t written = 0;  // lanes
    Queue write_queue = Queue::load;
    Event write;
    std::array<Event, kQueues> reads;
  };

  std::optional<std::string> visit(std::uint32_t pc, const Access& access);
  std::optional<std::string> read(std::uint32_t pc, const Access& access, std::uint64_t word);
  std::optional<std::string> write(std::uint32_t pc, const Access& access, std::uint64_t word);
  std::vector<Cell>* cells_of(const Access& access);

  bool is_after(Queue queue, Queue earlier_queue, const Event& earlier) const;
  std::string conflict(std::uint32_t pc, bool is_write, const Event& other, bool other_is_write,
                       const Access& access, std::uint64_t word) const;
  std::string name(const Access& access, std::uint64_t word) const;
  std::string describe(std::uint32_t pc) const;

  Machine machine_;
  std::vector<Decoded> decoded_;
  std::vector<Segment> segments_;  // name, size and initial data of each

  std::array<std::vector<Cell>, 4> local_;  // by Space
  std::vector<std::vector<Cell>> device_;   // by segment
  std::uint64_t wrapping_ = 0;              // instructions
  std::string first_wrapping_;
  std::array<Clock, kQueues> clocks_{};
  std::array<std::array<std::deque<Clock>, kQueues>, kQueues> tokens_;  // [from][to]
};

}  // namespace isomer

#endif  // SIM_FUNCTIONAL_HAZARDS_H_
