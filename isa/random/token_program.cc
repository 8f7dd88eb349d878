// SPDX-License-Identifier: Apache-2.0

#include "isa/random/token_program.h"

#include <algorithm>

#include "isa/instructions/codec.h"
#include "isa/program/builder.h"
#include "isa/random/frame.h"
#include "isa/random/instructions.h"
#include "isa/random/locks.h"
#include "isa/random/tokens.h"

namespace isomer {
namespace {

constexpr int kScratchLines = 64;
constexpr int kMaxPixels = 4;     // of an operation of the post queue
constexpr int kMaxUnderWay = 15;  // tokens in a counter
constexpr int kFloodInstructions = 40;

// The activations in four parts: read by mac and post, written by post, by load, read by store. Of
// the accumulators, mac writes one bank and post reads the other.
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
        return of_post();
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
    mac.acc_base = random_.between(0, machine_.accumulator_entries - 1);
    mac.bias_base = random_.between(0, machine_.parameter_words - 1);
    lock_what_is_used(machine_, mac);
    return mac;
  }

  // Any operation of the post queue that the machine has, on one row of pixels.
  Operands of_post() {
    for (;;) {
      const Operands operands = any_of_post();
      if (check(encode({.operands = operands}), machine_) == Trap::none) return operands;
    }
  }
  Operands any_of_post() {
    switch (random_.between(0, 6)) {
      case 0: {
        Post post = random_post(random_, machine_);
        post.acc_base |= machine_.accumulator_entries;  // mac has the other bank
        post.r_base = place(Part::shared, kMaxPixels);
        post.r_plane = 0;
        return in_row(post);
      }
      case 1:
        return in_row(in_window(random_average_pool(random_, machine_)));
      case 2:
        return in_row(with_r(random_add(random_, machine_)));
      case 3:
        return in_row(with_r(random_multiply(random_, machine_)));
      case 4:
        return in_row(with_x(random_rescale(random_, machine_)));
      case 5:
        return in_row(with_x(random_lookup(random_, machine_)));
      default:
        return in_row(in_window(random_max_pool(random_, machine_)));
    }
  }
  template <typename Op>
  Op with_x(Op op) {
    op.x_base = place(Part::shared, kMaxPixels);
    return op;
  }
  template <typename Op>
  Op with_r(Op op) {
    op.r_base = place(Part::shared, kMaxPixels);
    return with_x(op);
  }
  template <typename Op>
  Op in_window(Op op) {
    op.kernel_h = random_.between(1, 3);
    op.kernel_w = random_.between(1, 4);
    op.iy0 = op.ix0 = 0;
    op.in_h = 1;
    op.in_w = random_.between(1, kMaxPixels);
    return with_x(op);
  }
  template <typename Op>
  Op in_row(Op op) {
    op.groups = op.out_h = 1;
    op.out_w = random_.between(1, kMaxPixels);
    op.y_base = place(Part::post, kMaxPixels);
    op.y_plane = 0;
    lock_what_is_used(machine_, op);
    return op;
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

// Before anything else in their queues: mac waits until load has filled the memories, post and
// store until mac has filled the accumulators.
void add_barrier(std::vector<Instruction>& instructions) {
  const auto add = [&](Queue queue, std::initializer_list<Queue> pop,
                       std::initializer_list<Queue> push) {
    instructions.push_back({.operands = Sync{.queue = static_cast<int>(queue)},
                            .pop = token_mask(queue, pop),
                            .push = token_mask(queue, push)});
  };
  add(Queue::load, {}, {Queue::mac});
  add(Queue::mac, {Queue::load}, {Queue::post, Queue::store});
  add(Queue::post, {Queue::mac}, {});
  add(Queue::store, {Queue::mac}, {});
}

// One queue gives as many tokens as a counter holds, and more as another one takes them; that one
// is busy with something longer at first, so that the giver has to wait.
void add_flood(Random& random, const Machine& machine, Worker& worker,
               std::vector<Instruction>& instructions) {
  const auto giver = static_cast<Queue>(random.between(0, kQueues - 1));
  const Queue taker = token_peer(giver, random.between(0, kQueues - 2));
  for (int i = 0; i < machine.queue_depth / 2; ++i)
    instructions.push_back({.operands = worker.of(taker)});
  for (int i = 0; i < kFloodInstructions; ++i) {
    if (i >= kMaxUnderWay)
      instructions.push_back({.operands = worker.of(taker), .pop = token_mask(taker, {giver})});
    const bool is_idle = i < kMaxUnderWay - 2 || random.between(0, 3) == 0;  // soon done
    instructions.push_back(
        {.operands = is_idle ? Operands(Sync{.queue = static_cast<int>(giver)}) : worker.of(giver),
         .push = token_mask(giver, {taker})});
  }
  for (int i = 0; i < kMaxUnderWay; ++i)
    instructions.push_back({.operands = worker.of(taker), .pop = token_mask(taker, {giver})});
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
  if (options.has_flood) add_flood(random, machine, worker, instructions);
  for (int i = 0; i < options.mistakes; ++i) {
    Instruction& instruction = instructions[static_cast<std::size_t>(
        random.between(static_cast<int>(first), static_cast<int>(instructions.size()) - 1))];
    (random.between(0, 1) == 0 ? instruction.pop : instruction.push) ^= 1U << random.between(0, 2);
  }
  return in_frame(random, machine, fill.lines, kScratchLines, words_of(instructions));
}

}  // namespace isomer
