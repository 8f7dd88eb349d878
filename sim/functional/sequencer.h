// SPDX-License-Identifier: Apache-2.0
//
// Fetch, queues, tokens, traps and deadlock without time: MACHINE.md sections 2 and 5.
//
// What can be fetched, issued or retired stays possible until it happens: every counter has one
// producer and one consumer, every queue is in order. So the order in which this class does things
// changes neither which instructions run nor how the program ends; it takes the one that is closest
// to program order. Locks delay an instruction and never stop it, hence they do not appear here.

#ifndef SIM_FUNCTIONAL_SEQUENCER_H_
#define SIM_FUNCTIONAL_SEQUENCER_H_

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "sim/device.h"
#include "sim/functional/decoded.h"
#include "sim/functional/hazards.h"
#include "sim/functional/tokens.h"
#include "sim/machine/state.h"

namespace isomer {

class Sequencer {
 public:
  // What the work of an instruction came to.
  struct Work {
    Trap cause = Trap::none;  // of a bus error
    PostCounts counts{};
  };
  // Does the work of the instruction, between its issue and its retirement.
  using Execute = std::function<Work(std::uint32_t pc)>;

  // `hazards` may be null.
  Sequencer(std::span<const Decoded> program, int queue_depth, const Execute& execute,
            HazardChecker* hazards)
      : program_(program),
        depth_(static_cast<std::size_t>(queue_depth)),
        execute_(execute),
        hazards_(hazards) {}

  // START to stop, once. Fills status, trap, trap_pc, detail and the counters of what retired:
  // retired, saturations, high_water.
  Outcome run();

  // Instructions read by fetch, a halt or the word that trapped included.
  std::uint64_t fetched() const { return fetched_; }

 private:
  enum class Fetch { running, stopped, halted };
  struct QueueState {
    std::deque<std::uint32_t> waiting;         // fetched, not issued
    std::optional<std::uint32_t> unretired{};  // its work is done, its tokens are not given
    PostCounts counts{};                       // of the unretired instruction
    bool failed = false;                       // a bus error: it never retires
  };

  bool fetch();  // whether it moved on
  bool issue(QueueState& queue);
  bool retire(QueueState& queue);
  void settle();  // until no queue can do anything
  void stop(Trap cause, std::uint32_t pc);
  void abort(const std::string& detail);
  std::string describe_deadlock() const;

  std::span<const Decoded> program_;
  std::size_t depth_;
  const Execute& execute_;
  HazardChecker* hazards_;

  Fetch fetch_ = Fetch::running;
  std::uint32_t pc_ = 0;
  std::uint64_t fetched_ = 0;
  TokenCounters tokens_;
  std::array<QueueState, kQueues> queues_;
  Outcome outcome_;
};

}  // namespace isomer

#endif  // SIM_FUNCTIONAL_SEQUENCER_H_
