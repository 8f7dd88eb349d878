// SPDX-License-Identifier: Apache-2.0
//
// A device to observe, made of the functional semantics, into which a test plants a fault.

#ifndef TESTS_SIM_LOCKSTEP_FAKE_DEVICE_H_
#define TESTS_SIM_LOCKSTEP_FAKE_DEVICE_H_

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/functional/decoded.h"
#include "sim/functional/sequencer.h"
#include "sim/machine/execute.h"
#include "sim/machine/traffic.h"
#include "sim/observable.h"

namespace isomer {

class FakeDevice : public ObservableDevice {
 public:
  // Called after the work of each instruction and before it is observed.
  using Fault = std::function<void(State& state, std::uint32_t pc)>;

  explicit FakeDevice(const Machine& machine, Fault fault = {})
      : state(machine), fault_(std::move(fault)) {}

  std::string_view kind() const override { return "fake"; }
  const Machine& machine() const override { return state.machine; }
  void load(const Program& program) override {
    state.load(program);
    program_ = decode_instructions(program, state.machine);
  }
  std::span<std::byte> segment(int index) override { return state.segment(index); }
  Outcome run() override {
    return run([](const Retirement&) { return true; });
  }

  Outcome run(const RetirementObserver& observer) override {
    std::uint64_t cycle = 0;
    Traffic traffic;
    bool is_stopped = false;
    const Sequencer::Execute execute_one = [&](std::uint32_t pc) -> Sequencer::Work {
      if (is_stopped) return {};
      state.counts = {};
      execute(state, program_[pc].instruction.operands);
      traffic += traffic_of(state.machine, program_[pc].instruction.operands);
      if (fault_) fault_(state, pc);
      cycle += 10;
      const PostCounts counts = state.counts;
      is_stopped = !observer({cycle, program_[pc].queue, renumber(pc), counts.saturations});
      return {.counts = counts};
    };
    Sequencer sequencer(program_, state.machine.queue_depth, execute_one, nullptr);
    Outcome outcome = sequencer.run();
    outcome.counters.array_cycles = traffic.array_cycles;
    outcome.counters.bytes_read =
        traffic.bytes_read + sequencer.fetched() * kWordBytes + wrong_bytes_read;
    outcome.counters.bytes_written = traffic.bytes_written + wrong_bytes_written;
    outcome.counters.cycles = cycle;
    if (is_stopped) outcome.status = Status::running;
    if (outcome.status == wrong_status.first) outcome.status = wrong_status.second;
    return outcome;
  }

  void peek(Space space, std::uint64_t word, std::span<std::byte> bytes) const override {
    const auto found = state.word(space, word);
    std::copy(found.begin(), found.end(), bytes.begin());
  }

  State state;
  std::function<std::uint32_t(std::uint32_t)> renumber = [](std::uint32_t pc) { return pc; };
  std::uint64_t wrong_bytes_read = 0;  // counted too much
  std::uint64_t wrong_bytes_written = 0;
  std::pair<Status, Status> wrong_status = {Status::idle, Status::idle};  // from, to

 private:
  Fault fault_;
  std::vector<Decoded> program_;
};

}  // namespace isomer

#endif  // TESTS_SIM_LOCKSTEP_FAKE_DEVICE_H_
