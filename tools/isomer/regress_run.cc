// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/regress_run.h"

#include <fmt/core.h>

#include <memory>
#include <utility>

#include "isa/container/error.h"
#include "isa/random/random.h"
#include "sim/cycle/cycle_device.h"
#include "sim/functional/device.h"
#include "sim/lockstep/compare.h"
#include "sim/lockstep/lockstep.h"
#include "sim/lockstep/timing.h"
#include "sim/rtl/rtl_device.h"
#include "tools/isomer/devices.h"
#include "tools/isomer/difference_report.h"

namespace isomer {
namespace {

constexpr std::uint64_t kWatchdogCycles = 1'000'000;

struct Failed {
  ScenarioFailure failure;
};

[[noreturn]] void fail(const std::string& kind, const std::string& text) {
  throw Failed{{.kind = kind, .text = text}};
}

// "value post": what kind of difference, and of which operation.
std::string kind_of(const Difference& difference) {
  const std::string& text = difference.instruction;
  const std::string operation = text.substr(0, text.find(' '));
  return fmt::format("{}{}{}", name_of(difference.kind), operation.empty() ? "" : " ", operation);
}

// A device that writes down what it does.
class Recorder final : public ObservableDevice {
 public:
  explicit Recorder(ObservableDevice& device) : device_(device) {}

  std::string_view kind() const override { return device_.kind(); }
  const Machine& machine() const override { return device_.machine(); }
  void load(const Program& program) override { device_.load(program); }
  std::span<std::byte> segment(int index) override { return device_.segment(index); }
  Outcome run() override { return device_.run(); }
  Outcome run(const RetirementObserver& observer) override {
    recording.outcome = device_.run([&](const Retirement& one) {
      recording.retirements.push_back(one);
      return observer(one);
    });
    return recording.outcome;
  }
  void peek(Space space, std::uint64_t word, std::span<std::byte> bytes) const override {
    device_.peek(space, word, bytes);
  }

  Recording recording;

 private:
  ObservableDevice& device_;
};

std::uint64_t mix(std::uint64_t digest, std::uint64_t value) {
  return Random(digest ^ value).next();
}

std::uint64_t digest_of(const Recording& recording) {
  std::uint64_t digest = 0;
  for (const Retirement& one : recording.retirements)
    digest = mix(mix(mix(digest, one.cycle), one.pc), one.saturations);
  const Outcome& end = recording.outcome;
  digest = mix(digest,
               static_cast<std::uint64_t>(end.status) << 8 | static_cast<std::uint64_t>(end.trap));
  digest = mix(mix(digest, end.counters.cycles), end.counters.high_water);
  return mix(mix(digest, end.counters.bytes_read), end.counters.bytes_written);
}

class Runner {
 public:
  Runner(const Machine& machine, const Scenario& scenario, Coverage* coverage)
      : machine_(machine), scenario_(scenario), coverage_(coverage) {}

  ScenarioResult run() {
    std::size_t i = 0;
    try {
      for (; i < scenario_.runs.size(); ++i) run(scenario_.runs[i]);
    } catch (const Failed& failed) {
      result_.failure = failed.failure;
    } catch (const Error& error) {
      result_.failure = {.kind = "error", .text = error.what()};
    }
    if (result_.failure) {
      result_.failure->run = i;
      blame_program(scenario_.runs[i].program);
    }
    return result_;
  }

 private:
  // A program without a defined result is the fault of whoever drew it.
  void blame_program(const Program& program) {
    if (scenario_.kind == "outside") return;  // not for the checker
    const auto checked = make_functional_device(machine_, {.check_hazards = true});
    checked->load(program);
    const Outcome outcome = checked->run();
    if (outcome.status != Status::aborted) return;
    result_.failure->kind = "hazard";
    result_.failure->text = outcome.detail + "\n" + result_.failure->text;
  }

  void power_up() {
    const std::uint64_t seed = Random(scenario_.seed + ++power_ups_).next();
    rtl_ = make_rtl_device(make_verilated(machine_, seed),
                           {.memory = scenario_.memory, .watchdog_cycles = kWatchdogCycles});
    if (!scenario_.memory.jitter)
      cycle_ = make_cycle_device(machine_, {.memory = scenario_.memory});
  }

  void run(const ScenarioRun& run) {
    if (rtl_ == nullptr || run.is_again) power_up();
    Recording rtl = run_on(*rtl_, run, coverage_);
    ++result_.programs;
    result_.instructions += rtl.retirements.size();
    result_.cycles += rtl.outcome.counters.cycles;
    result_.digest = mix(result_.digest, digest_of(rtl));
    if (coverage_ != nullptr) cover(run, rtl.outcome);
    check_states("rtl", rtl.outcome);
    if (run.is_again) require("again", compare_recordings(before_, rtl, {"first", "again"}));
    if (cycle_ != nullptr && run.interruption.kind != Interruption::Kind::reset)
      compare_with_cycle(run, rtl);
    before_ = std::move(rtl);
  }

  // In lockstep.
  Recording run_on(InterruptibleDevice& device, const ScenarioRun& run, Coverage* coverage) {
    device.interrupt(run.interruption);
    Recorder recorder(device);
    recorder.load(run.program);
    LockstepOptions options;
    options.may_be_interrupted = run.interruption.kind == Interruption::Kind::abort ||
                                 run.interruption.kind == Interruption::Kind::reset;
    if (coverage != nullptr)
      options.before_execution = [&](const Retirement& one, const Instruction& instruction,
                                     const State& state) {
        coverage->record(one, instruction, state);
      };
    const LockstepResult result = run_lockstep(run.program, recorder, options);
    if (result.difference)
      fail(fmt::format("{} {}", device.kind(), kind_of(*result.difference)),
           to_string(*result.difference));
    return std::move(recorder.recording);
  }

  void compare_with_cycle(const ScenarioRun& run, const Recording& rtl) {
    const Recording cycle = run_on(*cycle_, run, nullptr);
    check_states("cycle", cycle.outcome);
    require("rtl and cycle", compare_recordings(rtl, cycle, {"rtl", "cycle"}));
    const Outcome& end = rtl.outcome;
    if (end.status == Status::aborted || is_bus_error(end.trap)) return;
    require("rtl and cycle segments",
            compare_all_segments(static_cast<int>(run.program.segments.size()), *rtl_, *cycle_));
  }

  static void check_states(const char* device, const Outcome& outcome) {
    if (outcome.status != Status::running)
      require(fmt::format("{} counters", device), check_queue_states(outcome.counters));
  }

  static void require(const std::string& kind, const std::string& difference) {
    if (!difference.empty()) fail(kind, difference);
  }

  void cover(const ScenarioRun& run, const Outcome& outcome) {
    coverage_->record_end(run.program, outcome);
    const bool is_first = result_.programs == 1 || run.is_again;
    if (!is_first && before_.outcome.status != Status::running) {
      coverage_->record_event(CoverageEvent::run_after_run);
      if (before_.outcome.status == Status::aborted)
        coverage_->record_event(CoverageEvent::run_after_abort);
      if (before_.outcome.status == Status::trap)
        coverage_->record_event(CoverageEvent::run_after_trap);
    }
    switch (run.interruption.kind) {
      case Interruption::Kind::none:
        break;
      case Interruption::Kind::abort:
        return coverage_->record_event(outcome.status == Status::aborted
                                           ? CoverageEvent::abort_running
                                           : CoverageEvent::abort_idle);
      case Interruption::Kind::reset:
        return coverage_->record_event(outcome.status == Status::running
                                           ? CoverageEvent::reset_running
                                           : CoverageEvent::reset_stopped);
      case Interruption::Kind::write:
        coverage_->record_event(CoverageEvent::start_while_busy);
        return coverage_->record_event(CoverageEvent::write_while_busy);
    }
  }

  const Machine& machine_;
  const Scenario& scenario_;
  Coverage* coverage_;
  std::unique_ptr<InterruptibleDevice> rtl_;
  std::unique_ptr<InterruptibleDevice> cycle_;
  std::uint64_t power_ups_ = 0;
  Recording before_;
  ScenarioResult result_;
};

}  // namespace

ScenarioResult run_scenario(const Machine& machine, const Scenario& scenario, Coverage* coverage) {
  return Runner(machine, scenario, coverage).run();
}

}  // namespace isomer
