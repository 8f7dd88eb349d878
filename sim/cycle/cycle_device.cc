// SPDX-License-Identifier: Apache-2.0
#include "sim/cycle/cycle_device.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/container/error.h"
#include "sim/cycle/core.h"
#include "sim/machine/layout.h"

namespace isomer {
namespace {

// From the cycle in which a host begins to write a register, counted from the last one of START's
// write, to that in which the write acts, counted from START.
constexpr std::uint64_t kWriteCycles = 3;

class CycleDevice final : public InterruptibleDevice {
 public:
  CycleDevice(const Machine& machine, const CycleOptions& options)
      : core_(machine, options.memory) {
    core_.observe_bursts(options.bursts);
  }

  std::string_view kind() const override { return "cycle"; }
  const Machine& machine() const override { return core_.state().machine; }

  void load(const Program& program) override {
    const std::uint64_t own = hash(machine());
    if (program.machine_hash != own)
      throw Error(fmt::format(
          "program '{}' is compiled for machine '{}' ({:016x}), this device is '{}' ({:016x}): "
          "compile it for this machine",
          program.name, program.machine, program.machine_hash, machine().name, own));
    validate(program);
    core_.state().load(program);
    code_ = lay_out(program).code;
    length_ = static_cast<std::uint32_t>(program.instructions.size());
    is_loaded_ = true;
  }

  std::span<std::byte> segment(int index) override {
    const std::size_t segments = core_.state().segment_bytes.size();
    if (index < 0 || static_cast<std::size_t>(index) >= segments)
      throw Error(
          fmt::format("the cycle device has no segment {}: the program has {}", index, segments));
    return core_.state().segment(index);
  }

  void interrupt(const Interruption& interruption) override {
    if (interruption.kind == Interruption::Kind::reset)
      throw Error("the cycle device cannot be reset in a program: load the next one instead");
    if (interruption.kind == Interruption::Kind::abort)
      core_.abort(interruption.cycle + kWriteCycles);
  }

  Outcome run() override {
    return run([](const Retirement&) { return true; });
  }

  Outcome run(const RetirementObserver& observer) override {
    if (!is_loaded_) throw Error("the cycle device has no program: load one before run");
    return core_.run(code_, length_, observer);
  }

  void peek(Space space, std::uint64_t word, std::span<std::byte> bytes) const override {
    if (space == Space::device)
      throw Error("peek: device memory is no local memory; use segment()");
    const std::span<const std::byte> found = core_.state().word(space, word);
    std::copy(found.begin(), found.end(), bytes.begin());
  }

 private:
  cycle::Core core_;
  std::uint64_t code_ = 0;
  std::uint32_t length_ = 0;
  bool is_loaded_ = false;
};

}  // namespace

std::unique_ptr<InterruptibleDevice> make_cycle_device(const Machine& machine,
                                                       const CycleOptions& options) {
  return std::make_unique<CycleDevice>(machine, options);
}

}  // namespace isomer
