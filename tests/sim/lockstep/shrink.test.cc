// SPDX-License-Identifier: Apache-2.0
//
// Programs become as small as what is asked of them allows.
#include "sim/lockstep/shrink.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <variant>

#include "isa/instructions/codec.h"
#include "isa/program/builder.h"
#include "isa/random/program.h"
#include "isa/random/token_program.h"
#include "sim/functional/device.h"
#include "sim/lockstep/lockstep.h"
#include "sim/lockstep/simplify.h"
#include "tests/sim/lockstep/fake_device.h"

namespace isomer {
namespace {

const Machine& tiny() {
  static const Machine machine = find_machine("tiny");
  return machine;
}

Outcome run(const Program& program, bool check_hazards = true) {
  const auto device = make_functional_device(tiny(), {.check_hazards = check_hazards});
  device->load(program);
  return device->run();
}

template <typename Op>
std::ptrdiff_t count(const Program& program) {
  return std::ranges::count_if(program.instructions, [](const Word& word) {
    return check(word, tiny()) == Trap::none && std::holds_alternative<Op>(decode(word).operands);
  });
}

TEST_CASE("What the failure does not need goes", "[lockstep][shrink]") {
  Program program;
  for (std::uint64_t seed = 0; count<MaxPoolInstruction>(program) == 0; ++seed)
    program = random_program(seed, tiny());
  const Shrunk shrunk = shrink(program, tiny(), [](const Program& candidate) {
    return count<MaxPoolInstruction>(candidate) > 0 && run(candidate).status == Status::done;
  });
  // The pool and the load of what it reads; if its window is empty, not even that.
  CHECK(count<MaxPoolInstruction>(shrunk.program) == 1);
  CHECK(shrunk.program.instructions.size() <= 3);
  CHECK(shrunk.program.segments[2].bytes == 16);
  CHECK(shrunk.attempts > 5);
  const Instruction pool =
      decode(shrunk.program.instructions[shrunk.program.instructions.size() - 2]);
  CHECK(std::get<MaxPoolInstruction>(pool.operands).groups == 1);
}

TEST_CASE("A deadlock keeps the tokens that make it", "[lockstep][shrink]") {
  int deadlocks = 0;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Program program = random_token_program(seed, tiny(), {.mistakes = 3});
    const auto is_stuck = [](const Program& candidate) {
      return run(candidate, false).status == Status::deadlock;
    };
    if (!is_stuck(program)) continue;
    ++deadlocks;
    const Shrunk shrunk = shrink(program, tiny(), is_stuck);
    CHECK(is_stuck(shrunk.program));
    CHECK(shrunk.program.instructions.size() <= 20);  // at most: one counter filled
  }
  CHECK(deadlocks > 2);
}

TEST_CASE("A fault in the device is named by few instructions", "[lockstep][shrink]") {
  // Every average is one too large in its first element.
  const auto difference = [](const Program& program) {
    FakeDevice device(tiny(), [&](State& state, std::uint32_t pc) {
      const Instruction instruction = decode(program.instructions[pc]);
      if (const auto* op = std::get_if<AveragePoolInstruction>(&instruction.operands))
        state.activations[state.activation_word(op->y_base) * state.rows()] ^= 1;
    });
    device.load(program);
    return run_lockstep(program, device).difference;
  };
  int found = 0;
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const Program program = random_program(seed, tiny());
    const auto first = difference(program);
    if (!first) continue;
    ++found;
    const Shrunk shrunk = shrink(program, tiny(), [&](const Program& candidate) {
      if (run(candidate).status == Status::aborted) return false;
      const auto now = difference(candidate);
      return now && now->kind == first->kind && now->instruction.starts_with("avg_pool");
    });
    CHECK(shrunk.program.instructions.size() <= 4);
  }
  CHECK(found > 1);
}

TEST_CASE("The first instructions stay when they are pinned, attempts are limited",
          "[lockstep][shrink]") {
  const Program program = random_program(4, tiny());
  const auto always = [](const Program&) { return true; };
  const Shrunk pinned = shrink(program, tiny(), always, {.pinned = 5});
  CHECK(pinned.program.instructions.size() == 5);
  const Shrunk none = shrink(program, tiny(), always, {.attempts = 0});
  CHECK(none.attempts == 0);
  CHECK(none.program.instructions == program.instructions);
  const Shrunk never = shrink(program, tiny(), [](const Program&) { return false; });
  CHECK(never.program.instructions == program.instructions);
  CHECK(never.attempts > 0);
}

TEST_CASE("Simpler instructions are nearer to the default, one field each", "[lockstep][shrink]") {
  const Load load{.segment = 5, .words = 9, .rows = 2};
  std::vector<Load> all;
  for (const Instruction& one : simpler({.operands = load, .pop = 3})) {
    CHECK(one.pop == 3);
    all.push_back(std::get<Load>(one.operands));
  }
  REQUIRE(all.size() == 5);
  CHECK((all[0].segment == 0 && all[0].words == 9));
  CHECK((all[1].segment == 2 && all[1].words == 9));
  CHECK((all[2].segment == 5 && all[2].words == 1));
  CHECK((all[3].words == 5 && all[3].rows == 2));
  CHECK((all[4].words == 9 && all[4].rows == 1));
}

}  // namespace
}  // namespace isomer
