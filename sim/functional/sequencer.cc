// SPDX-License-Identifier: Apache-2.0
#include "sim/functional/sequencer.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/functional/describe.h"

namespace isomer {

Outcome Sequencer::run() {
  if (hazards_ != nullptr) hazards_->start();
  do {
    settle();
  } while (fetch());
  if (outcome_.status == Status::aborted) return outcome_;

  const bool is_finished =
      fetch_ == Fetch::halted && std::all_of(queues_.begin(), queues_.end(), [](const auto& queue) {
        return queue.waiting.empty() && !queue.unretired;
      });
  if (outcome_.trap != Trap::none) {
    outcome_.status = Status::trap;
    outcome_.detail =
        fmt::format("{} at instruction {}", to_string(outcome_.trap), outcome_.trap_pc);
  } else if (is_finished) {
    outcome_.status = Status::done;
  } else {
    outcome_.status = Status::deadlock;
    outcome_.detail = describe_deadlock();
  }
  return outcome_;
}

bool Sequencer::fetch() {
  if (fetch_ != Fetch::running) return false;
  if (pc_ == program_.size()) {
    stop(Trap::missing_halt, pc_);
    return false;
  }
  const Decoded& next = program_[pc_];
  fetched_ = pc_ + 1;
  if (next.trap != Trap::none) {
    stop(next.trap, pc_);
    return false;
  }
  if (next.is_halt) {
    fetch_ = Fetch::halted;
    return false;
  }
  QueueState& queue = queues_[static_cast<std::size_t>(next.queue)];
  if (queue.waiting.size() == depth_) return false;
  queue.waiting.push_back(pc_++);
  return true;
}

void Sequencer::settle() {
  bool has_moved = true;
  while (has_moved && outcome_.status != Status::aborted) {
    has_moved = false;
    for (QueueState& queue : queues_) has_moved |= retire(queue) || issue(queue);
  }
}

bool Sequencer::issue(QueueState& queue) {
  if (queue.unretired || queue.waiting.empty()) return false;
  const std::uint32_t pc = queue.waiting.front();
  const Decoded& next = program_[pc];
  if (!tokens_.can_pop(next.queue, next.instruction.pop)) return false;
  tokens_.pop(next.queue, next.instruction.pop);
  queue.waiting.pop_front();
  queue.unretired = pc;
  if (hazards_ != nullptr) {
    if (const auto violation = hazards_->issue(pc)) {
      abort(*violation);
      return false;
    }
  }
  const Work work = execute_(pc);
  queue.counts = work.counts;
  if (work.cause != Trap::none) {
    queue.failed = true;
    stop(work.cause, pc);
  }
  return true;
}

bool Sequencer::retire(QueueState& queue) {
  if (!queue.unretired || queue.failed) return false;
  const Decoded& done = program_[*queue.unretired];
  if (!tokens_.can_push(done.queue, done.instruction.push)) return false;
  tokens_.push(done.queue, done.instruction.push);
  if (hazards_ != nullptr) hazards_->retire(*queue.unretired);
  queue.unretired.reset();
  ++outcome_.counters.retired;
  outcome_.counters.saturations += queue.counts.saturations;
  outcome_.counters.high_water |= queue.counts.high_water;
  return true;
}

void Sequencer::stop(Trap cause, std::uint32_t pc) {
  fetch_ = Fetch::stopped;
  if (outcome_.trap != Trap::none) return;
  outcome_.trap = cause;
  outcome_.trap_pc = pc;
}

void Sequencer::abort(const std::string& detail) {
  fetch_ = Fetch::stopped;
  outcome_.status = Status::aborted;
  outcome_.detail = detail;
}

std::string Sequencer::describe_deadlock() const {
  std::string text = "deadlock";
  const auto add = [&](std::uint32_t pc, std::uint32_t mask, auto has_token, const char* waits) {
    const Decoded& blocked = program_[pc];
    for (int bit = 0; bit < kQueues - 1; ++bit) {
      const Queue peer = token_peer(blocked.queue, bit);
      if (((mask >> bit) & 1) != 0 && !has_token(blocked.queue, peer))
        text += fmt::format("; {} waits for {} {}", describe(pc, blocked.instruction), waits,
                            queue_name(peer));
    }
  };
  for (const QueueState& queue : queues_) {
    if (queue.unretired) {
      const std::uint32_t pc = *queue.unretired;
      add(
          pc, program_[pc].instruction.push,
          [&](Queue self, Queue peer) { return tokens_.count(self, peer) < kMaxTokens; },
          "space in the counter to");
    } else if (!queue.waiting.empty()) {
      const std::uint32_t pc = queue.waiting.front();
      add(
          pc, program_[pc].instruction.pop,
          [&](Queue self, Queue peer) { return tokens_.count(peer, self) > 0; }, "a token from");
    }
  }
  if (fetch_ == Fetch::running)
    text += fmt::format("; fetch waits for space in queue {} for {}",
                        queue_name(program_[pc_].queue), describe(pc_, program_[pc_].instruction));
  return text;
}

}  // namespace isomer
