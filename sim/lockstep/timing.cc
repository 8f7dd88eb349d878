// SPDX-License-Identifier: Apache-2.0
#include "sim/lockstep/timing.h"

#include <fmt/format.h>

#include <algorithm>

namespace isomer {
namespace {

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

std::string compare_retirements(const std::vector<Retirement>& first,
                                const std::vector<Retirement>& second, const DeviceNames& names) {
  for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i)
    if (!is_equal(first[i], second[i]))
      return fmt::format("retirement {}: {} in {}, {} in {}", i, names.first, name(first[i]),
                         names.second, name(second[i]));
  if (first.size() == second.size()) return "";
  return fmt::format("{} retired {} instructions, {} {}", names.first, first.size(), names.second,
                     second.size());
}

}  // namespace

std::string compare_counters(const Counters& first, const Counters& second,
                             const DeviceNames& names) {
  std::string text;
  const auto compare = [&](const std::string& what, std::uint64_t a, std::uint64_t b) {
    if (a != b) text += fmt::format("{}: {} {}, {} {}; ", what, names.first, a, names.second, b);
  };
  compare("cycles", first.cycles, second.cycles);
  compare("array cycles", first.array_cycles, second.array_cycles);
  compare("bytes read", first.bytes_read, second.bytes_read);
  compare("bytes written", first.bytes_written, second.bytes_written);
  compare("retired", first.retired, second.retired);
  compare("saturations", first.saturations, second.saturations);
  compare("high water", first.high_water, second.high_water);
  for (std::size_t q = 0; q < kQueues; ++q) {
    const std::string queue = kQueueNames[q];
    compare(queue + " empty", first.queues[q].empty, second.queues[q].empty);
    compare(queue + " token", first.queues[q].token, second.queues[q].token);
    compare(queue + " lock", first.queues[q].lock, second.queues[q].lock);
    compare(queue + " busy", first.queues[q].busy, second.queues[q].busy);
    compare(queue + " push", first.queues[q].push, second.queues[q].push);
  }
  return text;
}

Recording record(ObservableDevice& device, const Program& program) {
  Recording recording;
  device.load(program);
  recording.outcome = device.run([&](const Retirement& one) {
    recording.retirements.push_back(one);
    return true;
  });
  return recording;
}

std::string compare_recordings(const Recording& first, const Recording& second,
                               const DeviceNames& names) {
  std::string text = compare_retirements(first.retirements, second.retirements, names);
  if (!text.empty()) return text;
  const Outcome& a = first.outcome;
  const Outcome& b = second.outcome;
  if (a.status != b.status || a.trap != b.trap || a.trap_pc != b.trap_pc)
    return fmt::format("{} ends with {} {} at {}, {} with {} {} at {}", names.first,
                       to_string(a.status), to_string(a.trap), a.trap_pc, names.second,
                       to_string(b.status), to_string(b.trap), b.trap_pc);
  return compare_counters(a.counters, b.counters, names);
}

std::string compare_all_segments(int segments, Device& first, Device& second) {
  for (int s = 0; s < segments; ++s)
    if (!std::ranges::equal(first.segment(s), second.segment(s)))
      return fmt::format("segment {} differs", s);
  return "";
}

std::string check_queue_states(const Counters& counters) {
  for (std::size_t q = 0; q < kQueues; ++q) {
    const QueueCounters& states = counters.queues[q];
    const std::uint64_t sum = states.empty + states.token + states.lock + states.busy + states.push;
    if (sum != counters.cycles)
      return fmt::format("the states of queue {} sum to {} in {} cycles", kQueueNames[q], sum,
                         counters.cycles);
  }
  return "";
}

}  // namespace isomer
