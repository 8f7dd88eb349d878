// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/program_bins.h"

#include <algorithm>
#include <bit>
#include <string>

#include "sim/coverage/axes.h"

namespace isomer::coverage {
namespace {

// Of Operands, in its order.
const std::vector<std::string> kOperations = {"halt", "sync",     "load",     "store",
                                              "mac",  "post",     "max_pool", "avg_pool",
                                              "add",  "multiply", "rescale",  "lookup"};
constexpr std::size_t kSyncIndex = 1, kLoadIndex = 2, kStoreIndex = 3, kPostIndex = 5;
constexpr const char* kTurns = "the machine has one transfer, which load and store take in turns";

constexpr std::size_t kStates = 5;
std::array<std::uint64_t, kStates> values_of(const QueueCounters& states) {
  return {states.empty, states.token, states.lock, states.busy, states.push};
}

std::size_t number(Queue queue) { return static_cast<std::size_t>(queue); }

// The pairs that two queues can have under way, the lower index first.
std::vector<std::pair<std::size_t, std::size_t>> pairs_of_operations() {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t a = kLoadIndex; a < kPostIndex; ++a)
    for (std::size_t b = a + 1; b < kOperations.size(); ++b) pairs.emplace_back(a, b);
  return pairs;
}

CoverageAxis queue_axis(std::string name) {
  return {std::move(name), {std::begin(kQueueNames), std::end(kQueueNames)}};
}

// Which queue has instructions left, or none.
CoverageAxis left_axis() { return {"left", {"nothing", "load", "mac", "post", "store"}}; }

std::string no_operation(const Machine& machine, std::size_t index) {
  return no_instruction(machine, kOperations[index]);
}

// The three queues without one, and all four.
const std::vector<std::string> kTogether = {"mac, post, store", "load, post, store",
                                            "load, mac, store", "load, mac, post", "all four"};

bool is_bus_error(Trap trap) { return Trap::fetch_bus <= trap && trap <= Trap::store_bus; }

}  // namespace

ProgramBins::ProgramBins(CoveragePlan& plan, const Machine& machine) : machine_(machine) {
  using At = const std::vector<std::size_t>&;
  tokens_ = plan.add("tokens", "every combination of tokens taken and given",
                     {queue_axis("queue"), number_axis("pop", 0, 7), number_axis("push", 0, 7)});
  waits_ = plan.add("waits", "what an instruction waited for before it ran, or to retire",
                    {{"operation", {kOperations.begin() + kSyncIndex, kOperations.end()}},
                     {"wait", {"nothing", "token", "lock", "push"}}},
                    [&](At at) -> std::string {
                      if (at[0] == 0 && at[1] == 2) return "sync locks nothing";
                      return no_operation(machine, at[0] + kSyncIndex);
                    });
  states_ = plan.add("queue state", "every state of every queue",
                     {queue_axis("queue"), {"state", {"empty", "token", "lock", "busy", "push"}}});
  full_ =
      plan.add("queue full", "a queue holds as many instructions as it can", {queue_axis("queue")});
  declare_overlaps(plan, machine);
  declare_ends(plan, machine);
}

void ProgramBins::declare_overlaps(CoveragePlan& plan, const Machine& machine) {
  const auto pairs = pairs_of_operations();
  CoverageAxis axis{.name = "operations", .values = {}};
  for (const auto& [a, b] : pairs) axis.values.push_back(kOperations[a] + " and " + kOperations[b]);
  pairs_ = plan.add("pair at once", "two operations under way in the same cycle", {axis},
                    [&](const std::vector<std::size_t>& at) -> std::string {
                      const auto [a, b] = pairs[at[0]];
                      if (a == kLoadIndex && b == kStoreIndex && machine.one_transfer != 0)
                        return kTurns;
                      const std::string reason = no_operation(machine, a);
                      return reason.empty() ? no_operation(machine, b) : reason;
                    });
  for (std::size_t i = 0; i < pairs.size(); ++i) pair_number_[pairs[i].first][pairs[i].second] = i;
  together_ =
      plan.add("units at once", "three or all four units busy in the same cycle",
               {{"units", kTogether}}, [&](const std::vector<std::size_t>& at) -> std::string {
                 if (machine.one_transfer == 0 || at[0] == number(Queue::load) ||
                     at[0] == number(Queue::store))
                   return "";
                 return kTurns;
               });
}

void ProgramBins::declare_ends(CoveragePlan& plan, const Machine& machine) {
  status_ =
      plan.add("status", "how a run ends", {{"status", {"done", "trap", "deadlock", "aborted"}}});
  traps_ =
      plan.add("trap", "every cause, and which queue still holds instructions then",
               {{"cause", {std::begin(kTrapNames) + 1, std::end(kTrapNames)}}, left_axis()},
               [&](const std::vector<std::size_t>& at) -> std::string {
                 const auto cause = static_cast<Trap>(at[0] + 1);
                 if (cause == Trap::absent_feature && !lacks_something(machine))
                   return "the machine lacks nothing that an instruction can ask for";
                 if (cause == Trap::fetch_bus)
                   return "devices are loaded with whole programs: fetch stays in device memory";
                 return "";
               });
  stops_ = plan.add("stop", "which queue holds instructions at a deadlock or an abort",
                    {{"status", {"deadlock", "aborted"}}, left_axis()},
                    [](const std::vector<std::size_t>& at) -> std::string {
                      return at[0] == 0 && at[1] == 0 ? "a deadlock is of what cannot issue" : "";
                    });
}

void ProgramBins::record(CoverageCounts& counts, const Retirement& retirement,
                         const Instruction& instruction) {
  const std::size_t queue = number(retirement.queue);
  ++counts[tokens_(queue, instruction.pop, instruction.push)];
  const QueueCounters& now = retirement.states;
  const QueueCounters& before = last_states_[queue];
  const std::uint64_t push = now.push - before.push;
  const std::size_t operation = instruction.operands.index();
  const auto waits = [&](std::size_t what) { ++counts[waits_(operation - kSyncIndex, what)]; };
  if (now.token != before.token) waits(1);
  if (now.lock != before.lock) waits(2);
  if (push != 0) waits(3);
  if (now.token == before.token && now.lock == before.lock && push == 0) waits(0);
  const std::uint64_t last = retirement.cycle - push;
  busy_.push_back({.first = last - (now.busy - before.busy) + 1,
                   .last = last,
                   .pc = retirement.pc,
                   .queue = retirement.queue,
                   .operation = operation});
  last_states_[queue] = now;
}

void ProgramBins::record_end(CoverageCounts& counts, const Program& program,
                             const Outcome& outcome) {
  for (std::size_t q = 0; q < kQueues; ++q) {
    const auto states = values_of(outcome.counters.queues[q]);
    for (std::size_t s = 0; s < kStates; ++s)
      if (states[s] != 0) ++counts[states_(q, s)];
  }
  if (outcome.status >= Status::done) ++counts[status_(static_cast<int>(outcome.status) - 2)];
  const std::vector<Decoded> decoded = decode_instructions(program, machine_);
  record_left(counts, decoded, outcome);
  record_overlaps(counts, decoded);
  busy_.clear();
  last_states_ = {};
}

void ProgramBins::record_left(CoverageCounts& counts, const std::vector<Decoded>& program,
                              const Outcome& outcome) const {
  const bool is_trap = outcome.status == Status::trap;
  if (!is_trap && outcome.status != Status::deadlock && outcome.status != Status::aborted) return;
  // What was surely fetched: all before the trap of a word; else all before the last retirement,
  // and at a deadlock the rest of the program, which waits in a queue or before it.
  std::size_t fetched = program.size();
  if (is_trap && !is_bus_error(outcome.trap)) {
    fetched = std::min<std::size_t>(fetched, outcome.trap_pc);
  } else if (outcome.status != Status::deadlock) {
    fetched = 0;
    for (const Busy& busy : busy_) fetched = std::max<std::size_t>(fetched, busy.pc);
  }
  std::array<std::int64_t, kQueues> left{};
  for (std::size_t pc = 0; pc < fetched && program[pc].trap == Trap::none && !program[pc].is_halt;
       ++pc)
    ++left[number(program[pc].queue)];
  for (const Busy& busy : busy_)
    if (busy.pc < fetched) --left[number(busy.queue)];

  const auto hit = [&](std::size_t at) {
    const auto cause = static_cast<std::size_t>(outcome.trap);
    ++counts[is_trap ? traps_(cause - 1, at) : stops_(outcome.status == Status::aborted, at)];
  };
  bool is_nothing = true;
  for (std::size_t q = 0; q < kQueues; ++q) {
    if (left[q] <= 0) continue;
    is_nothing = false;
    hit(q + 1);
  }
  if (is_nothing) hit(0);
}

void ProgramBins::record_overlaps(CoverageCounts& counts, const std::vector<Decoded>& program) {
  std::sort(busy_.begin(), busy_.end(),
            [](const Busy& a, const Busy& b) { return a.first < b.first; });
  std::vector<std::array<int, kQueues>> before;  // per instruction: those of each queue before it
  std::array<int, kQueues> count{};
  for (const Decoded& decoded : program) {
    before.push_back(count);
    if (decoded.trap == Trap::none && !decoded.is_halt) ++count[number(decoded.queue)];
  }
  std::array<const Busy*, kQueues> running{};  // the last one that issued
  std::array<int, kQueues> issued{};
  for (const Busy& busy : busy_) {
    const std::size_t self = number(busy.queue);
    const bool is_sync = busy.operation == kSyncIndex;  // which keeps no unit busy
    unsigned units = 1U << self;
    for (std::size_t q = 0; q < kQueues; ++q) {
      // Fetch is past this instruction: what it met before and no unit has begun is in the queue.
      if (before[busy.pc][q] - issued[q] >= machine_.queue_depth) ++counts[full_(q)];
      if (q == self || running[q] == nullptr || running[q]->last < busy.first) continue;
      if (is_sync) continue;
      units |= 1U << q;
      const auto [a, b] = std::minmax(busy.operation, running[q]->operation);
      ++counts[pairs_(pair_number_[a][b])];
    }
    ++issued[self];
    if (is_sync) continue;
    running[self] = &busy;
    if (units == 0b1111) ++counts[together_(kQueues)];
    for (std::size_t q = 0; q < kQueues; ++q)
      if ((units | 1U << q) == 0b1111 && std::popcount(units) >= 3) ++counts[together_(q)];
  }
}

}  // namespace isomer::coverage
