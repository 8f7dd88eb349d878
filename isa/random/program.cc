// SPDX-License-Identifier: Apache-2.0

#include "isa/random/program.h"

#include <algorithm>

#include "isa/instructions/codec.h"
#include "isa/instructions/footprint.h"
#include "isa/program/builder.h"
#include "isa/random/instructions.h"
#include "isa/random/tokens.h"

namespace isomer {
namespace {

constexpr int kConstants = 0;
constexpr int kScratch = 1;
constexpr int kOutput = 2;

bool is_inside_locks(const Machine& machine, const Operands& operands) {
  const std::vector<Access> accesses = footprint(machine, {.operands = operands});
  return std::none_of(accesses.begin(), accesses.end(),
                      [](const Access& access) { return access.outside_lock; });
}

// Widens the range of banks from `base` until every access of the instruction is inside.
template <typename Op>
void lock_what_is_used(const Machine& machine, Op& op, int base, std::int32_t Op::*last) {
  const int first = base / machine.activation_bank_words;
  for (int extra = 0; extra < machine.activation_banks; ++extra) {
    op.*last = (first + extra) % machine.activation_banks;
    if (is_inside_locks(machine, op)) return;
  }
}

void lock_what_is_used(const Machine& machine, Load& load) {
  lock_what_is_used(machine, load, load.local, &Load::last_bank);
}
void lock_what_is_used(const Machine& machine, Store& store) {
  lock_what_is_used(machine, store, store.local, &Store::last_bank);
}
void lock_what_is_used(const Machine& machine, Mac& mac) {
  lock_what_is_used(machine, mac, mac.x_base, &Mac::x_last);
}
// What is read from x, or the residual of a post, after what is written to y.
template <typename Op>
void lock_in_and_out(const Machine& machine, Op& op, int base, std::int32_t Op::*read) {
  op.*read = all_banks(machine, base);
  lock_what_is_used(machine, op, op.y_base, &Op::y_last);
  lock_what_is_used(machine, op, base, read);
}
void lock_what_is_used(const Machine& machine, Post& post) {
  lock_in_and_out(machine, post, post.r_base, &Post::r_last);
}
template <typename Op>
void lock_what_is_used(const Machine& machine, Op& op) {
  lock_in_and_out(machine, op, op.x_base, &Op::x_last);
}

Operands random_operands(Random& random, const Machine& machine, int constant_lines,
                         const RandomProgramOptions& options) {
  const auto finish = [&](auto op) -> Operands {
    if (!options.outside_locks) lock_what_is_used(machine, op);
    return op;
  };
  const auto one = [&]() -> Operands {
    switch (random.between(0, 14)) {
      case 0:
        return Sync{.queue = random.between(0, kQueues - 1)};
      case 1:
      case 2:
        return finish(random.between(0, 2) == 0
                          ? random_load(random, machine, kScratch, options.scratch_lines)
                          : random_load(random, machine, kConstants, constant_lines));
      case 3:
        return finish(random_store(random, machine, kScratch, options.scratch_lines));
      case 4:
      case 5:
      case 6:
        return finish(random_mac(random, machine));
      case 7:
      case 8:
        return finish(random_post(random, machine));
      case 10:
        return finish(random_average_pool(random, machine));
      case 11:
        return finish(random_add(random, machine));
      case 12:
        return finish(random_multiply(random, machine));
      case 13:
        return finish(random_rescale(random, machine));
      case 14:
        return finish(random_lookup(random, machine));
      default:
        return finish(random_max_pool(random, machine));
    }
  };
  Operands operands = one();
  while (overlaps_itself(machine, operands) ||
         check(encode({.operands = operands}), machine) != Trap::none)
    operands = one();
  return operands;
}

int lines_of(int words, int word_bytes) { return (words * word_bytes + 15) / 16; }

// Writes every word of every local memory; returns the lines of constants that takes.
int add_prologue(const Machine& machine, std::vector<Instruction>& instructions) {
  int lines = 0;
  const auto load = [&](Memory memory, int local, int words, int word_bytes) {
    instructions.push_back({.operands = Load{.memory = static_cast<int>(memory),
                                             .segment = kConstants,
                                             .offset = lines,
                                             .words = words,
                                             .local = local,
                                             .last_bank = local / machine.activation_bank_words}});
    lines += lines_of(words, word_bytes);
  };
  const int half = machine.weight_words / 2;
  load(Memory::weights, 0, half, machine.weight_word_bytes());
  load(Memory::parameters, 0, machine.parameter_words, machine.parameter_word_bytes());
  load(Memory::weights, half, half, machine.weight_word_bytes());
  for (int b = 0; b < machine.activation_banks; ++b)
    load(Memory::activations, b * machine.activation_bank_words, machine.activation_bank_words,
         machine.activation_word_bytes());
  for (const int bank : {0, 1}) {
    Mac mac = mac_for(machine);
    mac.mode = 1;
    mac.x_signed = bank;
    mac.in_w = machine.accumulator_entries;
    mac.out_w = machine.accumulator_entries;
    mac.acc_base = bank * machine.accumulator_entries;
    lock_what_is_used(machine, mac);
    instructions.push_back({.operands = mac});
  }
  return lines;
}

}  // namespace

Program random_program(std::uint64_t seed, const Machine& machine,
                       const RandomProgramOptions& options) {
  Random random(seed);
  std::vector<Instruction> instructions;
  const int constant_lines = add_prologue(machine, instructions);
  for (int i = 0; i < options.instructions; ++i)
    instructions.push_back({.operands = random_operands(random, machine, constant_lines, options)});
  instructions.push_back({.operands = Store{.segment = kOutput,
                                            .words = machine.activation_words(),
                                            .last_bank = machine.activation_banks - 1}});
  add_tokens(random, machine, instructions);

  ProgramBuilder builder(machine);
  const auto bytes = [](int lines) { return static_cast<std::size_t>(16 * lines); };
  builder.segment("constants", bytes(constant_lines), random_bytes(random, bytes(constant_lines)));
  builder.segment("scratch", bytes(options.scratch_lines),
                  random_bytes(random, bytes(options.scratch_lines)));
  builder.segment("output", static_cast<std::size_t>(machine.activation_words() *
                                                     machine.activation_word_bytes()));
  for (const Instruction& instruction : instructions) builder.add(instruction);
  return builder.build();
}

}  // namespace isomer
