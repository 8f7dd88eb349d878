// SPDX-License-Identifier: Apache-2.0
#include "sim/rtl/rtl_device.h"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

#include "isa/container/error.h"
#include "isa/hardware/registers.h"
#include "sim/machine/layout.h"
#include "sim/rtl/host.h"
#include "sim/rtl/register_writes.h"

namespace isomer {
namespace {

class RtlDevice final : public InterruptibleDevice {
 public:
  RtlDevice(std::unique_ptr<RtlMachine> machine, const RtlOptions& options)
      : machine_(std::move(machine)), options_(options) {}

  std::string_view kind() const override { return "rtl"; }
  const Machine& machine() const override { return machine_->configuration(); }

  void load(const Program& program) override {
    const std::uint64_t own = hash(machine());
    if (program.machine_hash != own)
      throw Error(fmt::format(
          "program '{}' is compiled for machine '{}' ({:016x}), this device is '{}' ({:016x}): "
          "compile it for this machine",
          program.name, program.machine, program.machine_hash, machine().name, own));
    validate(program);
    layout_ = lay_out(program);
    require_addressable(program, *layout_, machine());
    memory_.resize(layout_->bytes);
    fill_memory(program, *layout_, memory_);
    length_ = static_cast<std::uint32_t>(program.instructions.size());
    segment_bytes_.clear();
    for (const Segment& segment : program.segments) segment_bytes_.push_back(segment.bytes);
  }

  std::span<std::byte> segment(int index) override {
    const auto i = static_cast<std::size_t>(index);
    if (index < 0 || i >= segment_bytes_.size())
      throw Error(fmt::format("the rtl device has no segment {}: the program has {}", index,
                              segment_bytes_.size()));
    return std::span(memory_).subspan(layout_->segments[i], segment_bytes_[i]);
  }

  void interrupt(const Interruption& interruption) override { interruption_ = interruption; }

  Outcome run() override {
    return run([](const Retirement&) { return true; });
  }

  Outcome run(const RetirementObserver& observer) override {
    if (!layout_) throw Error("the rtl device has no program: load one before run");
    if (needs_reset_) machine_->reset();
    needs_reset_ = true;  // unless it stops by itself

    AxiMemory memory(memory_, options_.memory, machine().bus_bytes());
    bursts_.clear();
    start_cycle_.reset();
    if (options_.bursts)
      memory.observe_bursts(
          [this](const BurstSchedule::Burst& burst) { bursts_.push_back(burst); });
    Host host(*machine_, memory);
    start(host);
    Interruption interruption = std::exchange(interruption_, {});
    if (!wait(memory, observer, interruption)) {
      Outcome outcome;
      outcome.status = Status::running;
      outcome.detail = "stopped by the observer, or for a reset";
      return outcome;
    }
    needs_reset_ = interruption.kind == Interruption::Kind::reset;
    if (interruption.kind == Interruption::Kind::abort)  // it meets a machine that is idle
      host.write(registers::kControl, kControlAbort);
    return read_outcome(host);
  }

  void peek(Space space, std::uint64_t word, std::span<std::byte> bytes) const override {
    machine_->peek(space, word, bytes);
  }

 private:
  void start(Host& host) {
    host.write64(registers::kProgram, layout_->code);
    host.write(registers::kProgramLength, length_);
    for (std::uint32_t i = 0; i < kSegments; ++i)
      host.write64(registers::kSegments + 8 * i, layout_->segments[i]);
    host.write(registers::kControl, kControlStart);
  }

  // False when the observer, or the interruption, stopped it. An interruption whose cycle came is
  // none afterwards.
  bool wait(AxiMemory& memory, const RetirementObserver& observer, Interruption& interruption) {
    std::uint64_t idle_cycles = 0;
    RegisterWrites writes;
    for (std::uint64_t cycle = 0; machine_->is_running() || writes.is_busy(); ++cycle) {
      if (interruption.kind != Interruption::Kind::none && cycle == interruption.cycle) {
        if (interruption.kind == Interruption::Kind::reset) return false;
        add_writes(interruption.kind, writes);
        interruption.kind = Interruption::Kind::none;
      }
      machine_->tick(writes.pins(), memory);
      writes.take(machine_->control());
      tell_bursts(memory);
      for (const Retirement& retirement : machine_->retired())
        if (!observer(retirement)) return false;
      idle_cycles = machine_->retired().empty() && memory.is_idle() ? idle_cycles + 1 : 0;
      if (idle_cycles > options_.watchdog_cycles)
        throw Error(fmt::format(
            "machine '{}': nothing retired and no burst under way for {} cycles (cycle {}); "
            "if an instruction is that long, raise watchdog_cycles, else this is a bug of the RTL",
            machine().name, options_.watchdog_cycles, memory.cycle()));
    }
    return true;
  }

  // Bursts count from the first cycle of the memory, retirements from START.
  void tell_bursts(const AxiMemory& memory) {
    if (!start_cycle_ && !machine_->retired().empty())
      start_cycle_ = memory.cycle() - 1 - machine_->retired().front().cycle;
    if (!start_cycle_) return;
    for (BurstSchedule::Burst& burst : bursts_) {
      burst.accepted -= *start_cycle_;
      burst.slot.first -= *start_cycle_;
      burst.slot.answer -= *start_cycle_;
      options_.bursts(burst);
    }
    bursts_.clear();
  }

  void add_writes(Interruption::Kind kind, RegisterWrites& writes) const {
    if (kind == Interruption::Kind::abort) return writes.add(registers::kControl, kControlAbort);
    writes.add(registers::kProgram, static_cast<std::uint32_t>(layout_->bytes));
    writes.add(registers::kSegments, static_cast<std::uint32_t>(layout_->bytes));
    writes.add(registers::kControl, kControlStart);
  }

  Outcome read_outcome(Host& host) {
    Outcome outcome;
    outcome.status = static_cast<Status>(host.read(registers::kStatus));
    outcome.trap = static_cast<Trap>(host.read(registers::kTrapCause));
    outcome.trap_pc = host.read(registers::kTrapPc);
    outcome.counters = machine().has_counters != 0 ? host.read_counters() : machine_->counters();
    if (outcome.status == Status::deadlock)
      outcome.detail = "every queue waits; the functional device names the instructions";
    return outcome;
  }

  std::unique_ptr<RtlMachine> machine_;
  RtlOptions options_;
  std::optional<DeviceLayout> layout_;
  std::vector<std::byte> memory_;
  std::vector<std::uint64_t> segment_bytes_;
  std::uint32_t length_ = 0;
  bool needs_reset_ = true;
  std::vector<BurstSchedule::Burst> bursts_;  // not told yet
  std::optional<std::uint64_t> start_cycle_;  // of the memory, once it is known
  Interruption interruption_;                 // of the next run
};

}  // namespace

std::unique_ptr<InterruptibleDevice> make_rtl_device(const Machine& machine,
                                                     const RtlOptions& options) {
  return make_rtl_device(make_rtl_machine(machine, options.seed), options);
}

std::unique_ptr<InterruptibleDevice> make_rtl_device(std::unique_ptr<RtlMachine> machine,
                                                     const RtlOptions& options) {
  return std::make_unique<RtlDevice>(std::move(machine), options);
}

}  // namespace isomer
