// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/regress_shrink.h"

#include <chrono>
#include <utility>

#include "isa/random/frame.h"
#include "sim/functional/device.h"
#include "sim/lockstep/shrink.h"

namespace isomer {
namespace {

bool has_hazards(const Machine& machine, const Program& program) {
  const auto device = make_functional_device(machine, {.check_hazards = true});
  device->load(program);
  return device->run().status == Status::aborted;
}

class Shrinker {
 public:
  Shrinker(const Machine& machine, const FailedScenario& failed, double seconds)
      : machine_(machine), failed_(failed), seconds_(seconds), start_(Clock::now()) {}

  ShrunkScenario run() {
    drop_runs();
    drop_delays();
    for (std::size_t i = failed_.scenario.runs.size(); i-- > 0;) shrink_run(i);
    return {std::move(failed_), attempts_};
  }

 private:
  using Clock = std::chrono::steady_clock;

  double seconds_left() const {
    return seconds_ - std::chrono::duration<double>(Clock::now() - start_).count();
  }

  // Whether the scenario fails alike; it is then the one to shrink further.
  bool attempt(const Scenario& scenario) {
    if (seconds_left() <= 0) return false;
    ++attempts_;
    const ScenarioResult result = run_scenario(machine_, scenario, nullptr);
    if (!result.failure || result.failure->kind != failed_.failure.kind) return false;
    failed_ = {scenario, *result.failure};
    return true;
  }

  void drop_runs() {
    Scenario head = failed_.scenario;
    head.runs.resize(failed_.failure.run + 1);
    attempt(head);
    while (failed_.scenario.runs.size() > 1) {
      Scenario tail = failed_.scenario;
      tail.runs.erase(tail.runs.begin());
      tail.runs.front().is_again = false;
      if (!attempt(tail)) break;
    }
    for (std::size_t i = 0; i < failed_.scenario.runs.size(); ++i) {
      Scenario quiet = failed_.scenario;
      quiet.runs[i].interruption = {};
      if (failed_.scenario.runs[i].interruption.kind != Interruption::Kind::none) attempt(quiet);
    }
  }

  void drop_delays() {
    for (const MemoryTiming& timing : {MemoryTiming::ddr(), MemoryTiming::slow()}) {
      Scenario simple = failed_.scenario;
      simple.memory = timing;
      if (attempt(simple)) return;
    }
  }

  void shrink_run(std::size_t i) {
    Scenario scenario = failed_.scenario;
    const bool is_shared = i + 1 < scenario.runs.size() && scenario.runs[i + 1].is_again;
    if (scenario.runs[i].is_again) return;  // follows the run before
    const bool has_hazards_anyway = has_hazards(machine_, scenario.runs[i].program);
    const StillFails still_fails = [&](const Program& program) {
      if (!has_hazards_anyway && has_hazards(machine_, program)) return false;
      scenario.runs[i].program = program;
      if (is_shared) scenario.runs[i + 1].program = program;
      return attempt(scenario);
    };
    ShrinkOptions options{.seconds = seconds_left()};
    if (has_hazards_anyway) options.pinned = fill_memories(machine_).instructions.size();
    shrink(scenario.runs[i].program, machine_, still_fails, options);
  }

  const Machine& machine_;
  FailedScenario failed_;
  double seconds_;
  Clock::time_point start_;
  int attempts_ = 0;
};

}  // namespace

ShrunkScenario shrink_scenario(const Machine& machine, const FailedScenario& failed,
                               double seconds) {
  return Shrinker(machine, failed, seconds).run();
}

}  // namespace isomer
