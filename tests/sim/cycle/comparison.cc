// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/cycle/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/cycle/cycle_device.h"
#include "sim/lockstep/compare.h"

namespace isomer::testing {
namespace {

struct Run {
  std::vector<Retirement> retirements;
  Outcome outcome;
};

Run run_on(ObservableDevice& device, const Program& program) {
  Run run;
  device.load(program);
  run.outcome = device.run([&](const Retirement& one) {
    run.retirements.push_back(one);
    return true;
  });
  return run;
}

std::string name(const Retirement& one) {
  const QueueCounters& states = one.states;
  return fmt::format("cycle {}, queue {}, instruction {}, {} saturations, states {} {} {} {} {}",
                     one.cycle, kQueueNames[static_cast<std::size_t>(one.queue)], one.pc,
                     one.saturations, states.empty, states.token, states.lock, states.busy,
                     states.push);
}

bool is_equal(const QueueCounters& a, const QueueCounters& b) {
  return a.empty == b.empty && a.token == b.token && a.lock == b.lock && a.busy == b.busy &&
         a.push == b.push;
}

bool is_equal(const Retirement& a, const Retirement& b) {
  return a.cycle == b.cycle && a.queue == b.queue && a.pc == b.pc &&
         a.saturations == b.saturations && is_equal(a.states, b.states);
}

std::string compare_retirements(const Run& rtl, const Run& cycle) {
  const std::size_t count = std::min(rtl.retirements.size(), cycle.retirements.size());
  for (std::size_t i = 0; i < count; ++i)
    if (!is_equal(rtl.retirements[i], cycle.retirements[i]))
      return fmt::format("retirement {}: rtl in {}, cycle in {}", i, name(rtl.retirements[i]),
                         name(cycle.retirements[i]));
  if (rtl.retirements.size() == cycle.retirements.size()) return "";
  return fmt::format("rtl retired {} instructions, cycle {}", rtl.retirements.size(),
                     cycle.retirements.size());
}

}  // namespace

std::string compare_counters(const Counters& rtl, const Counters& cycle) {
  std::string text;
  const auto compare = [&](const std::string& what, std::uint64_t a, std::uint64_t b) {
    if (a != b) text += fmt::format("{}: rtl {}, cycle {}; ", what, a, b);
  };
  compare("cycles", rtl.cycles, cycle.cycles);
  compare("array cycles", rtl.array_cycles, cycle.array_cycles);
  compare("bytes read", rtl.bytes_read, cycle.bytes_read);
  compare("bytes written", rtl.bytes_written, cycle.bytes_written);
  compare("retired", rtl.retired, cycle.retired);
  compare("saturations", rtl.saturations, cycle.saturations);
  compare("high water", rtl.high_water, cycle.high_water);
  for (std::size_t q = 0; q < kQueues; ++q) {
    const std::string queue = kQueueNames[q];
    compare(queue + " empty", rtl.queues[q].empty, cycle.queues[q].empty);
    compare(queue + " token", rtl.queues[q].token, cycle.queues[q].token);
    compare(queue + " lock", rtl.queues[q].lock, cycle.queues[q].lock);
    compare(queue + " busy", rtl.queues[q].busy, cycle.queues[q].busy);
    compare(queue + " push", rtl.queues[q].push, cycle.queues[q].push);
  }
  return text;
}

DevicePair::DevicePair(const Machine& machine, const MemoryTiming& timing)
    : DevicePair(machine, timing, make_rtl_device(machine, {.memory = timing, .seed = 3})) {}

DevicePair::DevicePair(const Machine& machine, const MemoryTiming& timing,
                       std::unique_ptr<ObservableDevice> device)
    : rtl(std::move(device)), cycle(make_cycle_device(machine, {.memory = timing})) {}

std::string DevicePair::run(const Program& program) {
  const Run expected = run_on(*rtl, program);
  const Run found = run_on(*cycle, program);
  outcome = found.outcome;
  std::string text = compare_retirements(expected, found);
  if (!text.empty()) return text;
  const Outcome& right = expected.outcome;
  if (right.status != outcome.status || right.trap != outcome.trap ||
      right.trap_pc != outcome.trap_pc)
    return fmt::format("rtl ends with {} {} at {}, cycle with {} {} at {}", to_string(right.status),
                       to_string(right.trap), right.trap_pc, to_string(outcome.status),
                       to_string(outcome.trap), outcome.trap_pc);
  text = compare_counters(right.counters, outcome.counters);
  if (!text.empty()) return text;
  if (is_bus_error(outcome.trap)) return "";
  for (int s = 0; s < static_cast<int>(program.segments.size()); ++s)
    if (!std::ranges::equal(rtl->segment(s), cycle->segment(s)))
      return fmt::format("segment {} differs", s);
  return "";
}

std::vector<MemoryTiming> timings(std::uint64_t seed) {
  MemoryTiming few = MemoryTiming::stress(seed);
  few.max_bursts = 2;
  MemoryTiming narrow = MemoryTiming::stress(seed + 1);
  narrow.bytes_per_cycle = 4;
  narrow.gap = 0;
  narrow.response = 0;
  return {MemoryTiming::ddr(),
          MemoryTiming::slow(),
          few,
          narrow,
          MemoryTiming::stress(seed + 2),
          {.latency = 0, .gap = 0, .response = 0}};
}

}  // namespace isomer::testing
