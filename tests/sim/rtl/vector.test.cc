// SPDX-License-Identifier: Apache-2.0
//
// The instructions from activations to activations on the RTL: max_pool, avg_pool, add, multiply,
// rescale and lookup, in lockstep and by the closed forms of their time.
#include <algorithm>
#include <catch2/catch.hpp>

#include "isa/hardware/features.h"
#include "isa/instructions/busy_cycles.h"
#include "isa/instructions/footprint.h"
#include "sim/functional/device.h"
#include "sim/lockstep/lockstep.h"
#include "sim/rtl/rtl_device.h"
#include "tests/support/programs.h"
#include "tests/support/programs_random.h"

namespace isomer {
namespace {

using testing::ProgramBuilder;
using testing::Random;

constexpr const char* kMachines[] = {"tiny", "base", "wide", "nano"};

bool one_in(Random& random, int n) { return random.between(1, n) == 1; }

int word(Random& random, const Machine& machine) {
  const int words = machine.activation_words();
  return one_in(random, 4) ? words - random.between(1, 4) : random.between(0, words - 1);
}

int bank(Random& random, const Machine& machine) {
  return random.between(0, machine.activation_banks - 1);
}

// Where a tensor of that instruction lies, and what is locked of it: often not all.
template <typename Op>
void place(Random& random, const Machine& machine, const Op& op, std::int32_t& base,
           std::int32_t& last, std::int32_t& pitch, std::int32_t& plane) {
  base = word(random, machine);
  last = one_in(random, 4) ? bank(random, machine) : testing::all_banks(machine, base);
  pitch = one_in(random, 8) ? random.between(0, 0xfff) : op.out_w + random.between(0, 2);
  plane = one_in(random, 8) ? random.between(0, 0xffff) : op.out_h * pitch;
}

int random_shift(Random& random) {
  return one_in(random, 4) ? random.between(-64, 63) : random.between(-2, 16);
}

int random_rounding(Random& random, const Machine& machine) {
  return machine.has_roundings != 0 ? random.between(0, 3) : 0;
}

template <typename Op>
Op random_tensors(Random& random, const Machine& machine) {
  Op op{.groups = random.between(1, 3), .out_h = random.between(1, 4)};
  op.out_w = random.between(1, 6);
  place(random, machine, op, op.x_base, op.x_last, op.x_pitch, op.x_plane);
  place(random, machine, op, op.y_base, op.y_last, op.y_pitch, op.y_plane);
  return op;
}

template <typename Op>
Op random_result(Random& random, const Machine& machine) {
  Op op = random_tensors<Op>(random, machine);
  op.x_signed = random.between(0, 1);
  op.rounding = random_rounding(random, machine);
  op.s = random_shift(random);
  op.lo = static_cast<int>(random.any_size(17));
  op.hi = one_in(random, 8) ? static_cast<int>(random.any_size(17))
                            : op.lo + random.between(0, 65535 - op.lo);
  if (one_in(random, 2)) op.lo = 0;
  return op;
}

template <typename Op>
Op random_pair(Random& random, const Machine& machine) {
  Op op = random_result<Op>(random, machine);
  place(random, machine, op, op.r_base, op.r_last, op.r_pitch, op.r_plane);
  op.r_signed = random.between(0, 1);
  return op;
}

AveragePoolInstruction random_average_pool(Random& random, const Machine& machine) {
  AveragePoolInstruction pool{.x_signed = random.between(0, 1),
                              .in_h = random.between(0, 7),
                              .in_w = random.between(0, 8),
                              .iy0 = random.between(-2, 1),
                              .ix0 = random.between(-2, 1),
                              .out_h = random.between(1, 4),
                              .out_w = random.between(1, 5)};
  pool.kernel_h = random.between(1, 3);
  pool.kernel_w = one_in(random, 8) ? random.between(1, 255) : random.between(1, 3);
  pool.stride_h = random.between(0, 3);
  pool.stride_w = random.between(0, 3);
  pool.groups = random.between(1, 3);
  if (one_in(random, 8)) {  // a whole map of extremes: the longest sums
    pool = {.in_h = 1023, .in_w = 1023, .kernel_h = 255, .kernel_w = 255};
    pool.x_signed = random.between(0, 1);
  }
  place(random, machine, pool, pool.x_base, pool.x_last, pool.x_pitch, pool.x_plane);
  place(random, machine, pool, pool.y_base, pool.y_last, pool.y_pitch, pool.y_plane);
  pool.multiplier =
      one_in(random, 2) ? random.between(1 << 14, (1 << 15) - 1) : random.between(0, (1 << 15) - 1);
  pool.rounding = random_rounding(random, machine);
  pool.s = one_in(random, 4) ? random.between(-64, 63) : random.between(10, 36);
  pool.y_bits = one_in(random, 3) ? random.between(1, 16) : machine.operand_bits;
  pool.y_signed = random.between(0, 1);
  return pool;
}

bool overlaps_itself(const Machine& machine, const Operands& operands) {
  const std::vector<Access> accesses = footprint(machine, {.operands = operands});
  return std::any_of(accesses.begin(), accesses.end(), [&](const Access& x) {
    return std::any_of(accesses.begin(), accesses.end(), [&](const Access& y) {
      return !x.is_write && y.is_write && x.space == y.space && x.first < y.first + y.count &&
             y.first < x.first + x.count;
    });
  });
}

Operands random_instruction(Random& random, const Machine& machine) {
  const auto one = [&]() -> Operands {
    const bool has_add = machine.has_add != 0;
    switch (random.between(0, 6)) {
      case 0:
        if (has_add) return random_pair<MultiplyInstruction>(random, machine);
        break;
      case 1:
        if (has_add) return random_result<RescaleInstruction>(random, machine);
        break;
      case 2:
        if (machine.has_lookup != 0) {
          LookupInstruction op = random_tensors<LookupInstruction>(random, machine);
          op.table_base = random.between(0, 0xfff);
          op.y_signed = random.between(0, 1);
          return op;
        }
        break;
      case 3:
      case 4:
        if (machine.has_average != 0) return random_average_pool(random, machine);
        break;
      case 5:
        break;
      default:
        if (has_add) {
          AddInstruction op = random_pair<AddInstruction>(random, machine);
          op.e1 = random.between(0, 15);
          op.e2 = one_in(random, 8) ? random.between(0, 15) : 0;
          return op;
        }
    }
    return testing::random_max_pool(random, machine);
  };
  Operands operands = one();
  while (overlaps_itself(machine, operands)) operands = one();
  return operands;
}

// Random content everywhere, `count` random instructions, and all of the activations as a result.
Program random_program(std::uint64_t seed, const Machine& machine, int count) {
  Random random(seed);
  ProgramBuilder builder(machine);
  const auto bytes = [](int words, int word_bytes) {
    return static_cast<std::size_t>(words * word_bytes);
  };
  const std::size_t activations =
      bytes(machine.activation_words(), machine.activation_word_bytes());
  const std::size_t parameters = bytes(machine.parameter_words, machine.parameter_word_bytes());
  builder.segment("activations", activations, testing::random_bytes(random, activations));
  builder.segment("parameters", parameters, testing::random_bytes(random, parameters));
  builder.segment("output", activations);
  const int last_bank = machine.activation_banks - 1;
  builder.add(Load{.words = machine.activation_words(), .last_bank = last_bank})
      .add(Load{.memory = 2, .segment = 1, .words = machine.parameter_words}, {}, {Queue::post})
      .add(Sync{.queue = 2}, {Queue::load});
  for (int i = 0; i < count; ++i) builder.add(random_instruction(random, machine));
  return builder.add(Sync{.queue = 2}, {}, {Queue::store})
      .add(Store{.segment = 2, .words = machine.activation_words(), .last_bank = last_bank},
           {Queue::post})
      .build();
}

TEST_CASE("Random tensor operations and pools in lockstep", "[rtl][vector][lockstep]") {
  for (const char* name : kMachines) {
    const Machine machine = find_machine(name);
    const auto device = make_rtl_device(machine);
    const auto functional = make_functional_device(machine);
    const std::uint64_t seeds = std::string(name) == "tiny" ? 60 : 4;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      const Program program = random_program(seed, machine, 30);
      device->load(program);
      const LockstepResult result = run_lockstep(program, *device);
      INFO(name << ", seed " << seed << "\n"
                << (result.difference ? to_string(*result.difference) : ""));
      REQUIRE_FALSE(result.difference);
      functional->load(program);
      CHECK(result.device.counters.saturations == functional->run().counters.saturations);
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

}  // namespace
}  // namespace isomer
