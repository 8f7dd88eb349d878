// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/coverage.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "isa/container/error.h"
#include "isa/random/program.h"
#include "sim/cycle/cycle_device.h"
#include "sim/lockstep/lockstep.h"

namespace isomer {
namespace {

constexpr int kPrograms = 12;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Random programs in lockstep; those instructions that `is_wanted` refuses are not recorded.
template <typename IsWanted>
Coverage cover(const Machine& machine, std::uint64_t first_seed, const IsWanted& is_wanted) {
  Coverage coverage(machine);
  const auto device = make_cycle_device(machine);
  LockstepOptions options;
  options.before_execution = [&](const Retirement& retirement, const Instruction& instruction,
                                 const State& before) {
    if (is_wanted(instruction)) coverage.record(retirement, instruction, before);
  };
  for (std::uint64_t seed = first_seed; seed < first_seed + kPrograms; ++seed) {
    const Program program = random_program(seed, machine);
    device->load(program);
    const LockstepResult result = run_lockstep(program, *device, options);
    REQUIRE_FALSE(result.difference);
    coverage.record_end(program, result.device);
  }
  return coverage;
}

Coverage cover_all(const Machine& machine, std::uint64_t first_seed = 0) {
  return cover(machine, first_seed, [](const Instruction&) { return true; });
}

// Records one instruction as if it retired alone on a fresh machine.
void record_alone(Coverage& coverage, const Instruction& instruction) {
  const State state(coverage.machine());
  coverage.record({.cycle = 10, .queue = queue_of(instruction), .states = {.busy = 10}},
                  instruction, state);
}

TEST_CASE("Random programs hit no bin that is declared unreachable", "[coverage]") {
  for (const char* const name : {"tiny", "base", "wide", "nano"}) {
    const Coverage coverage = cover_all(find_machine(name));
    for (const std::string& bin : coverage.contradictions()) UNSCOPED_INFO(name << ": " << bin);
    CHECK(coverage.contradictions().empty());
    CHECK(coverage.programs() == kPrograms);
    CHECK(coverage.bins_hit() > coverage.bins_reachable() / 4);
    CHECK(static_cast<int>(coverage.holes().size()) ==
          coverage.bins_reachable() - coverage.bins_hit());
  }
}

TEST_CASE("A bin that is declared unreachable and hit is named", "[coverage]") {
  Coverage coverage(find_machine("nano"));
  record_alone(coverage, {.operands = Mac{.decoder = static_cast<int>(Decoder::pot)}});
  CHECK(contains(coverage.contradictions(),
                 "mac modes: mapping=plain, decoder=pot, x_signed=0, mode=zero"));
  CHECK(coverage.bins_hit() > 0);
}

TEST_CASE("What a stimulus would have hit is a hole without it", "[coverage]") {
  const Machine machine = find_machine("tiny");
  const std::string pool = "max_pool result: x_signed=1, maximum=max";
  const std::string wait = "waits: operation=max_pool, wait=nothing";
  const Coverage with = cover_all(machine);
  const Coverage without = cover(machine, 0, [](const Instruction& instruction) {
    return !std::holds_alternative<MaxPoolInstruction>(instruction.operands);
  });
  CHECK_FALSE(contains(with.holes(), pool));
  CHECK_FALSE(contains(with.holes(), wait));
  CHECK(contains(without.holes(), pool));
  CHECK(contains(without.holes(), wait));
}

TEST_CASE("Every unreachable bin has a sentence, and every name is unique", "[coverage]") {
  for (const char* const name : {"tiny", "nano"}) {
    const CoveragePlan plan = make_coverage_plan(find_machine(name));
    std::vector<std::string> names;
    for (std::size_t bin = 0; bin < plan.bins; ++bin) names.push_back(plan.bin_name(bin));
    std::sort(names.begin(), names.end());
    CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
    int short_reasons = 0;
    for (const CoverageGroup& group : plan.groups) {
      CHECK_FALSE(group.meaning.empty());
      for (const std::string& reason : group.unreachable)
        short_reasons += !reason.empty() && reason.size() < 15 ? 1 : 0;
    }
    CHECK(short_reasons == 0);
  }
}

TEST_CASE("Units that work in the same cycle, and full queues, are seen", "[coverage]") {
  const Coverage coverage = cover_all(find_machine("tiny"));
  const std::vector<std::string> holes = coverage.holes();
  CHECK_FALSE(contains(holes, "pair at once: operations=load and mac"));
  CHECK_FALSE(contains(holes, "units at once: units=load, mac, post"));
  CHECK_FALSE(contains(holes, "queue full: queue=mac"));

  Coverage apart(find_machine("tiny"));  // load in cycles 1 to 10, mac in 11 to 20
  const State state(apart.machine());
  apart.record({.cycle = 10, .queue = Queue::load, .pc = 0, .states = {.busy = 10}},
               {.operands = Load{}}, state);
  apart.record({.cycle = 20, .queue = Queue::mac, .pc = 1, .states = {.token = 10, .busy = 10}},
               {.operands = Mac{}}, state);
  Program program;
  program.instructions.resize(2);
  apart.record_end(program, {});
  CHECK(contains(apart.holes(), "pair at once: operations=load and mac"));
  CHECK_FALSE(contains(apart.holes(), "waits: operation=mac, wait=token"));
}

TEST_CASE("Merged counts are sums", "[coverage]") {
  const Machine machine = find_machine("tiny");
  Coverage a = cover_all(machine, 0);
  const Coverage b = cover_all(machine, kPrograms);
  CoverageCounts sum = a.counts();
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += b.counts()[i];
  a.merge(b);
  CHECK(a.counts() == sum);
  CHECK(a.programs() == 2 * kPrograms);
  CHECK_THROWS_AS(a.merge(Coverage(find_machine("nano"))), Error);
}

TEST_CASE("Events of a testbench have bins", "[coverage]") {
  Coverage coverage(find_machine("tiny"));
  CHECK(contains(coverage.holes(), "event: event=ABORT while running"));
  coverage.record_event(CoverageEvent::abort_running);
  CHECK_FALSE(contains(coverage.holes(), "event: event=ABORT while running"));
}

}  // namespace
}  // namespace isomer
