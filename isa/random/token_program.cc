// SPDX-License-Identifier: Apache-2.0

#include "isa/random/token_program.h"

#include <algorithm>

#include "isa/random/frame.h"
#include "isa/random/instructions.h"
#include "isa/random/locks.h"
#include "isa/random/tokens.h"

namespace isomer {
namespace {

constexpr int kScratchLines = 64;

// The activations in four parts: read by mac and post, written by post, by load, read by store.
enum class Part { shared, post, load, store };

class Worker {
 public:
  Worker(Random& random, const Machine& machine, int constant_lines)
      : random_(random),
        machine_(machine),
        constant_lines_(constant_lines),
        words_(machine.activation_words() / 4) {}

  Operands of(Queue queue) {
    switch (queue) {
      case Queue::load:
        return load();
      case Queue::mac:
        return mac();
      case Queue::post:
        return max_pool();
      case Queue::store:
        break;
    }
    return store();
  }

 private:
  // `count` words inside the part.
  int place(Part part, int count) {
    return static_cast<int>(part) * words_ + random_.between(0, words_ - count);
  }

  Load load() {
    const int words = random_.between(1, std::min(words_, 24));
    const int lines = (words * machine_.activation_word_bytes() + 15) / 16;
    Load load{.segment = kConstantSegment,
              .offset = random_.between(0, constant_lines_ - lines),
              .words = words,
              .local = place(Part::load, words)};
    lock_what_is_used(machine_, load);
    return load;
  }

  Mac mac() {
    Mac mac = mac_for(machine_);
    mac.mode = random_.between(0, 1);
    mac.x_signed = random_.between(0, 1);
    mac.in_w = mac.out_w = random_.between(1, std::min(words_, 8));
    mac.out_h = random_.between(1, 4);  // below the first row there are zeros
    mac.x_base = place(Part::shared, mac.in_w);
    mac.groups_out = random_.between(1, 3);
    mac.w_base = random_.between(0, machine_.weight_words - 1);
    mac.acc_base = random_.between(0, 2 * machine_.accumulator_entries - 1);
    mac.bias_base = random_.between(0, machine_.parameter_words - 1);
    lock_what_is_used(machine_, mac);
    return mac;
  }

  MaxPoolInstruction max_pool() {
    MaxPoolInstruction pool;
    pool.x_signed = random_.between(0, 1);
    pool.in_w = pool.out_w = random_.between(1, std::min(words_, 8));
    pool.kernel_h = random_.between(1, 3);
    pool.kernel_w = random_.between(1, 4);
    pool.x_base = place(Part::shared, pool.in_w);
    pool.y_base = place(Part::post, pool.out_w);
    lock_what_is_used(machine_, pool);
    return pool;
  }

  Store store() {
    const int words = random_.between(1, std::min(words_, 16));
    const int lines = (words * machine_.activation_word_bytes() + 15) / 16;
    Store store{.segment = kScratchSegment,
                .offset = random_.between(0, kScratchLines - lines),
                .words = words,
                .local = place(Part::store, words)};
    lock_what_is_used(machine_, store);
    return store;
  }

  Random& random_;
  const Machine& machine_;
  int constant_lines_;
  int words_;
};

// Before anything else in their queues: mac, post and store wait until the memories are filled.
void add_barrier(std::vector<Instruction>& instructions) {
  Instruction& last = instructions.emplace_back(Instruction{.operands = Sync{.queue = 0}});
  for (const Queue queue : {Queue::mac, Queue::post, Queue::store})
    last.push |= 1U << token_bit(Queue::load, queue);
  for (const Queue queue : {Queue::mac, Queue::post, Queue::store})
    instructions.push_back({.operands = Sync{.queue = static_cast<int>(queue)},
                            .pop = 1U << token_bit(queue, Queue::load)});
}

}  // namespace

Program random_token_program(std::uint64_t seed, const Machine& machine,
                             const TokenProgramOptions& options) {
  Random random(seed);
  Fill fill = fill_memories(machine);
  order_conflicts(machine, fill.instructions);
  std::vector<Instruction> instructions = fill.instructions;
  add_barrier(instructions);
  const std::size_t first = instructions.size();
  Worker worker(random, machine, fill.lines);
  for (int i = 0; i < options.instructions; ++i) {
    const auto queue = static_cast<Queue>(random.between(0, kQueues - 1));
    const bool is_idle = options.idle_share > 0 && random.between(1, options.idle_share) == 1;
    instructions.push_back({.operands = is_idle ? Operands(Sync{.queue = static_cast<int>(queue)})
                                                : worker.of(queue)});
  }
  add_idle_tokens(random, instructions, first, options.pairs);
  for (int i = 0; i < options.mistakes; ++i) {
    Instruction& instruction = instructions[static_cast<std::size_t>(
        random.between(static_cast<int>(first), static_cast<int>(instructions.size()) - 1))];
    (random.between(0, 1) == 0 ? instruction.pop : instruction.push) ^= 1U << random.between(0, 2);
  }
  return in_frame(random, machine, fill.lines, kScratchLines, words_of(instructions));
}

}  // namespace isomer
