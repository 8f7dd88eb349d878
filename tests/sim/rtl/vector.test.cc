// SPDX-License-Identifier: Apache-2.0
//
// The instructions from activations to activations on the RTL: max_pool, avg_pool, add, multiply,
// rescale and lookup, in lockstep, by the closed forms of their time, and with what they lock.
#include <catch2/catch.hpp>

#include "isa/instructions/busy_cycles.h"
#include "isa/program/builder.h"
#include "isa/random/instructions.h"
#include "isa/random/random.h"
#include "sim/lockstep/lockstep.h"
#include "sim/rtl/rtl_device.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {

constexpr const char* kMachines[] = {"tiny", "base", "wide", "nano"};

// One that the machine has, sometimes with accesses outside its locks.
Operands random_instruction(Random& random, const Machine& machine) {
  const auto one = [&]() -> Operands {
    const bool has_add = machine.has_add != 0;
    switch (random.between(0, 5)) {
      case 0:
        if (has_add) return random_add(random, machine);
        break;
      case 1:
        if (has_add) return random_multiply(random, machine);
        break;
      case 2:
        if (has_add) return random_rescale(random, machine);
        break;
      case 3:
        if (machine.has_lookup != 0) return random_lookup(random, machine);
        break;
      case 4:
        if (machine.has_average != 0) return random_average_pool(random, machine);
        break;
      default:
        break;
    }
    return random_max_pool(random, machine);
  };
  Operands operands = one();
  while (overlaps_itself(machine, operands)) operands = one();
  return operands;
}

// Content in every word of activations and parameters, the instructions, and all of the activations
// as a result.
Program program_of(const Machine& machine, const std::vector<Operands>& instructions,
                   std::vector<std::byte> activations, Random& random) {
  ProgramBuilder builder(machine);
  const std::size_t bytes = activations.size();
  const auto parameters =
      static_cast<std::size_t>(machine.parameter_words * machine.parameter_word_bytes());
  const int words = machine.activation_words();
  const int last_bank = machine.activation_banks - 1;
  builder.segment("activations", bytes, std::move(activations));
  builder.segment("parameters", parameters, random_bytes(random, parameters));
  builder.add(Load{.words = words, .last_bank = last_bank})
      .add(Load{.memory = 2, .segment = 1, .words = machine.parameter_words}, {}, {Queue::post})
      .add(Sync{.queue = 2}, {Queue::load});
  for (const Operands& operands : instructions) builder.add(operands);
  builder.add(Sync{.queue = 2}, {}, {Queue::store});
  testing::add_full_store(builder, machine, Queue::post);
  return builder.build();
}

std::size_t activation_bytes(const Machine& machine) {
  return static_cast<std::size_t>(machine.activation_words() * machine.activation_word_bytes());
}

void require_lockstep(const Machine& machine, ObservableDevice& device, const Program& program) {
  device.load(program);
  const LockstepResult result = run_lockstep(program, device);
  INFO(machine.name << "\n" << (result.difference ? to_string(*result.difference) : ""));
  REQUIRE_FALSE(result.difference);
}

TEST_CASE("F17 lookup, other tensor operations and pools in lockstep", "[rtl][vector][lockstep]") {
  for (const char* name : kMachines) {
    const Machine machine = find_machine(name);
    const auto device = make_rtl_device(machine);
    const std::uint64_t seeds = std::string(name) == "tiny" ? 60 : 4;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      Random random(seed);
      std::vector<Operands> instructions;
      for (int i = 0; i < 30; ++i) instructions.push_back(random_instruction(random, machine));
      std::vector<std::byte> content = random_bytes(random, activation_bytes(machine));
      INFO("seed " << seed);
      require_lockstep(machine, *device,
                       program_of(machine, instructions, std::move(content), random));
    }
  }
}

// 255 x 255 elements, all the largest or the least: sums, and products with M, of full width. The
// pitch is zero: one row of the window, read 255 times.
TEST_CASE("The largest averages in lockstep", "[rtl][vector][lockstep]") {
  for (const char* name : {"tiny", "wide"}) {
    const Machine machine = find_machine(name);
    const auto device = make_rtl_device(machine);
    Random random(1);
    for (const auto value : {std::byte{0xff}, std::byte{0x80}}) {
      std::vector<Operands> instructions;
      for (const int is_signed : {0, 1})
        for (const int s : {16, 32, 39})
          instructions.push_back(
              AveragePoolInstruction{.x_last = machine.activation_banks - 2,
                                     .x_signed = is_signed,
                                     .in_h = 255,
                                     .in_w = 255,
                                     .kernel_h = 255,
                                     .kernel_w = 255,
                                     .y_base = machine.activation_words() - 1 - s,
                                     .y_last = machine.activation_banks - 1,
                                     .multiplier = 0x7fff,
                                     .s = s,
                                     .y_bits = machine.operand_bits,
                                     .y_signed = is_signed});
      require_lockstep(
          machine, *device,
          program_of(machine, instructions,
                     std::vector<std::byte>(activation_bytes(machine), value), random));
    }
  }
}

TEST_CASE("Busy cycles of tensor operations and pools", "[rtl][vector][time]") {
  for (const char* name : kMachines) {
    const Machine machine = find_machine(name);
    const auto device = make_rtl_device(machine);
    Random random(5);
    for (int i = 0; i < 40; ++i) {
      const Operands operands = random_instruction(random, machine);
      device->load(ProgramBuilder(machine).add(operands).build());
      const Outcome outcome = device->run();
      REQUIRE(outcome.status == Status::done);
      INFO(name << ", kind " << operands.index());
      REQUIRE(outcome.counters.queues[2].busy ==
              static_cast<std::uint64_t>(*busy_cycles(machine, operands)));
    }
  }
}

// Cycles that the instruction waits for locks while `before` is at work.
std::uint64_t lock_cycles(const Machine& machine, const Operands& before, const Operands& op) {
  ProgramBuilder builder(machine);
  builder.segment("data", 4096);
  const auto device = make_rtl_device(machine);
  device->load(builder.add(before).add(op).build());
  const Outcome outcome = device->run();
  REQUIRE(outcome.status == Status::done);
  return outcome.counters.queues[2].lock;
}

TEST_CASE("POST waits for the banks of x and r, and for those it writes", "[rtl][vector][lock]") {
  const Machine tiny = find_machine("tiny");
  const Mac mac{.out_w = 200};                                  // reads bank 0 for some 200 cycles
  const Load load{.words = 128, .local = 128, .last_bank = 1};  // writes bank 1
  const int other = 2 * tiny.activation_bank_words;             // bank 2
  const int acc = tiny.accumulator_entries;  // the accumulators that mac does not use
  const auto at = [&](auto op, int x, int y) {
    op.x_base = x, op.x_last = x / tiny.activation_bank_words;
    op.y_base = y, op.y_last = y / tiny.activation_bank_words;
    return op;
  };
  const auto with_r = [&](auto op, int r) {
    op.r_base = r, op.r_last = r / tiny.activation_bank_words;
    return op;
  };
  const auto check = [&](const auto& op) {
    CHECK(lock_cycles(tiny, mac, at(op, 0, other)) > 0);
    CHECK(lock_cycles(tiny, mac, at(op, other, 0)) == 0);
    CHECK(lock_cycles(tiny, load, at(op, 0, 128)) > 0);
    CHECK(lock_cycles(tiny, load, at(op, 128, 0)) == 0);
  };
  check(MaxPoolInstruction{});
  check(AveragePoolInstruction{});
  check(with_r(AddInstruction{}, other));
  check(with_r(MultiplyInstruction{}, other));
  check(RescaleInstruction{});
  check(LookupInstruction{});
  CHECK(lock_cycles(tiny, mac, with_r(at(AddInstruction{}, other, other), 0)) > 0);
  CHECK(lock_cycles(tiny, mac, with_r(at(MultiplyInstruction{}, other, other), 0)) > 0);
  for (const int raw : {0, 1}) {
    const Post post{.acc_base = acc, .y_base = other, .y_last = 2, .raw = raw, .add = 1};
    CHECK(lock_cycles(tiny, mac, post) > 0);
    CHECK(lock_cycles(tiny, mac, with_r(post, other)) == 0);
  }
  CHECK(lock_cycles(tiny, mac, Post{.acc_base = acc, .y_base = other, .y_last = 2}) == 0);
}

}  // namespace
}  // namespace isomer
