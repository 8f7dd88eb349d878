// SPDX-License-Identifier: Apache-2.0
#include "sim/functional/tokens.h"
#include "tests/support/programs.h"

namespace isomer::testing {
namespace {

Sync in(Queue queue) { return {.queue = static_cast<int>(queue)}; }

// `count` instructions of one queue.
ProgramBuilder& repeat(ProgramBuilder& builder, int count, Queue queue,
                       std::initializer_list<Queue> pop, std::initializer_list<Queue> push) {
  for (int i = 0; i < count; ++i) builder.add(in(queue), pop, push);
  return builder;
}

}  // namespace

std::vector<TokenProgram> token_programs(const Machine& machine) {
  const int depth = machine.queue_depth;
  const ProgramBuilder empty(machine);
  std::vector<TokenProgram> result;
  const auto add = [&](const char* name, const ProgramBuilder& builder, Status status,
                       int retired) {
    result.push_back({name, builder.build(), status, static_cast<std::uint64_t>(retired)});
  };

  ProgramBuilder circle = empty;
  circle.add(in(Queue::load), {Queue::mac}, {Queue::mac})
      .add(in(Queue::mac), {Queue::load}, {Queue::load});
  add("two queues wait for each other", circle, Status::deadlock, 0);

  ProgramBuilder missing = empty;
  missing.add(in(Queue::load)).add(in(Queue::mac), {Queue::load}).add(in(Queue::store));
  add("a push is missing, the rest goes on", missing, Status::deadlock, 2);

  ProgramBuilder full = empty;
  repeat(full, kMaxTokens, Queue::load, {}, {Queue::mac});
  add("a counter is filled", full, Status::done, kMaxTokens);
  full.add(in(Queue::load), {}, {Queue::mac});
  add("a push finds its counter full", full, Status::deadlock, kMaxTokens);
  ProgramBuilder relieved = full;
  relieved.add(in(Queue::mac), {Queue::load});
  add("a push waits for space and gets it", relieved, Status::done, kMaxTokens + 2);

  // Behind the unit that waits for space the queue holds `depth` more.
  ProgramBuilder behind = full;
  repeat(behind, depth, Queue::load, {}, {});
  ProgramBuilder beyond = behind;
  behind.add(in(Queue::mac), {Queue::load});
  add("the queue behind a waiting unit is full", behind, Status::done, kMaxTokens + depth + 2);
  beyond.add(in(Queue::load)).add(in(Queue::mac), {Queue::load});
  add("fetch cannot pass the queue behind a waiting unit", beyond, Status::deadlock, kMaxTokens);

  // The token that a queue's head waits for comes behind the last word that fits, or one more.
  for (const int waiting : {depth, depth + 1}) {
    ProgramBuilder blocked = empty;
    blocked.add(in(Queue::mac), {Queue::load});
    repeat(blocked, waiting - 1, Queue::mac, {}, {});
    blocked.add(in(Queue::load), {}, {Queue::mac});
    if (waiting == depth) {
      add("the queue holds all that wait", blocked, Status::done, depth + 1);
    } else {
      add("fetch cannot pass a full queue", blocked, Status::deadlock, 0);
    }
  }
  return result;
}

}  // namespace isomer::testing
