// SPDX-License-Identifier: Apache-2.0
#include "sim/functional/device.h"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "isa/container/error.h"
#include "sim/functional/decoded.h"
#include "sim/functional/hazards.h"
#include "sim/functional/sequencer.h"
#include "sim/machine/execute.h"
#include "sim/machine/traffic.h"

namespace isomer {
namespace {

class FunctionalDevice final : public Device {
 public:
  FunctionalDevice(const Machine& machine, const FunctionalOptions& options)
      : state_(machine), options_(options) {}

  std::string_view kind() const override { return "functional"; }
  const Machine& machine() const override { return state_.machine; }

  void load(const Program& program) override {
    if (program.machine_hash != hash(state_.machine))
      throw Error(fmt::format(
          "program '{}' is compiled for machine '{}' ({:016x}), this device is '{}' ({:016x}): "
          "compile it for this machine",
          program.name, program.machine, program.machine_hash, state_.machine.name,
          hash(state_.machine)));
    validate(program);
    state_.load(program);
    program_ = decode_instructions(program, state_.machine);
    traffic_.clear();
    for (const Decoded& decoded : program_)
      traffic_.push_back(decoded.trap == Trap::none
                             ? traffic_of(state_.machine, decoded.instruction.operands)
                             : Traffic{});
    if (options_.check_hazards) hazards_.emplace(state_.machine, program, program_);
    is_loaded_ = true;
  }

  std::span<std::byte> segment(int index) override { return state_.segment(index); }

  Outcome run() override {
    if (!is_loaded_) throw Error("the functional device has no program: load one before run");
    Traffic traffic;
    const Sequencer::Execute execute = [&](std::uint32_t pc) {
      traffic += traffic_[pc];
      state_.counts = {};
      const Trap cause = isomer::execute(state_, program_[pc].instruction.operands);
      return Sequencer::Work{cause, state_.counts};
    };
    Sequencer sequencer(program_, state_.machine.queue_depth, execute,
                        hazards_ ? &*hazards_ : nullptr);
    Outcome outcome = sequencer.run();
    if (hazards_ && outcome.status == Status::done) outcome.detail = hazards_->note();
    outcome.counters.array_cycles = traffic.array_cycles;
    outcome.counters.bytes_read = traffic.bytes_read + sequencer.fetched() * kWordBytes;
    outcome.counters.bytes_written = traffic.bytes_written;
    return outcome;
  }

 private:
  State state_;
  FunctionalOptions options_;
  bool is_loaded_ = false;
  std::vector<Decoded> program_;
  std::vector<Traffic> traffic_;  // of each instruction
  std::optional<HazardChecker> hazards_;
};

}  // namespace

std::unique_ptr<Device> make_functional_device(const Machine& machine,
                                               const FunctionalOptions& options) {
  return std::make_unique<FunctionalDevice>(machine, options);
}

}  // namespace isomer
