// SPDX-License-Identifier: Apache-2.0
//
// The machine in time, event by event: every cycle in which fetch, a queue, a unit or the bus does
// something, and none between them. What happens in a cycle follows from what was so at its
// beginning, as in the RTL; MACHINE.md sections 2, 4, 5 and 7.
//
// An instruction of MAC or POST is executed when it issues, a LOAD when its last burst is accepted,
// a STORE when it issues: the same as at retirement in every program the hazard checker accepts.

#ifndef SIM_CYCLE_CORE_H_
#define SIM_CYCLE_CORE_H_

#include <array>
#include <optional>

#include "sim/cycle/burst_port.h"
#include "sim/cycle/bus.h"
#include "sim/cycle/fetch_unit.h"
#include "sim/cycle/load_unit.h"
#include "sim/cycle/program_cache.h"
#include "sim/cycle/store_unit.h"
#include "sim/cycle/unit_queue.h"
#include "sim/functional/tokens.h"
#include "sim/machine/state.h"
#include "sim/observable.h"

namespace isomer::cycle {

class Core {
 public:
  // `port` may be null: then State::device is device memory; else it is an image of what the port
  // leads to, filled burst by burst. Error when the timing has jitter: nothing is known of it.
  Core(const Machine& machine, const MemoryTiming& timing, BurstPort* port = nullptr);

  // Local memories, device memory and the base addresses in it.
  State& state() { return state_; }
  const State& state() const { return state_; }

  // START to stop, the program being `length` instructions at byte `program` of device memory.
  Outcome run(std::uint64_t program, std::uint32_t length, const RetirementObserver& observer);

  // ABORT in that cycle, or in the next one there is an event in if that is later. Before run() or
  // from its port.
  void abort(Cycle cycle) { abort_at_ = cycle; }

  // Called for every burst of the runs to come, with its cycles from START.
  void observe_bursts(BurstSchedule::Observer observer) { burst_observer_ = std::move(observer); }

  Cycle now() const { return now_; }
  const Counters& counters() const { return counters_; }  // so far, but for the queues

 private:
  enum class FetchEvent : std::uint8_t { none, push, blocked, halt, trap };

  // What happens in a cycle.
  struct Events {
    FetchEvent fetch = FetchEvent::none;
    Trap cause = Trap::none;  // of a trap of fetch
    std::array<bool, kQueues> issue{};
    std::array<bool, kQueues> retire{};
    bool is_over = false;
  };

  void start(std::uint64_t program, std::uint32_t length);
  void accept(MemoryChannel channel);
  void accept_load(const Burst& burst, const BurstTimes& times);

  Events decide();
  FetchEvent decide_fetch(Trap& cause);
  void decide_queues(Events& events);
  bool is_stuck(const UnitQueue& queue) const;

  // Whether the next cycle may differ from this one.
  bool act(const Events& events);
  bool grant();
  void issue(std::size_t q);
  bool retire(const Events& events, const RetirementObserver& observer);
  bool trap(const Events& events, std::uint32_t pc);
  bool flush();
  Cycle next_event();
  Outcome outcome() const;

  UnitQueue& queue(Queue q) { return queues_[static_cast<std::size_t>(q)]; }
  const Instruction& instruction(std::uint32_t pc) const { return cache_[pc].decoded.instruction; }
  std::uint64_t base_line(int segment) const {
    return state_.bases[static_cast<std::size_t>(segment)] / 16;
  }

  State state_;
  MemoryTiming timing_;
  BurstPort* port_;
  BurstSchedule::Observer burst_observer_;
  ProgramCache cache_;

  // Of the run
  Bus bus_;
  FetchUnit fetch_;
  LoadUnit load_;
  StoreUnit store_;
  std::array<UnitQueue, kQueues> queues_;
  TokenCounters tokens_;
  std::uint64_t program_ = 0;
  Cycle now_ = 0;
  bool is_halted_ = false;
  bool is_trapped_ = false;
  bool is_aborting_ = false;
  Trap trap_ = Trap::none;
  std::uint32_t trap_pc_ = 0;
  Cycle load_error_at_ = kNever;  // the first beat, or answer, that fails
  Cycle store_error_at_ = kNever;
  Cycle abort_at_ = kNever;
  Counters counters_;
};

}  // namespace isomer::cycle

#endif  // SIM_CYCLE_CORE_H_
