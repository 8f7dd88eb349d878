// SPDX-License-Identifier: Apache-2.0
//
// The cycle device beside the RTL: every retirement, every counter and every end, in every cycle.
//
// ISOMER_RANDOM_PROGRAMS=1000 test_sim_cycle "[random]" runs more random programs than the default.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "isa/instructions/codec.h"
#include "isa/program/builder.h"
#include "isa/random/program.h"
#include "isa/random/random.h"
#include "sim/cycle/cycle_device.h"
#include "tests/sim/cycle/comparison.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {

using testing::DevicePair;

std::vector<DevicePair> pairs(const Machine& machine, std::uint64_t seed) {
  std::vector<DevicePair> result;
  for (const MemoryTiming& timing : testing::timings(seed)) result.emplace_back(machine, timing);
  return result;
}

void require_equal(DevicePair& pair, const Program& program, const std::string& name) {
  const std::string found = pair.run(program);
  if (found.empty()) return;
  INFO(name << ": " << found);
  REQUIRE(found.empty());
}

std::uint64_t random_programs() {
  const char* const wanted = std::getenv("ISOMER_RANDOM_PROGRAMS");
  return wanted == nullptr ? 100 : std::strtoull(wanted, nullptr, 10);
}

// Programs of every instruction the machine has, each with the next memory.
void compare_random(const char* name, std::uint64_t programs) {
  const Machine machine = find_machine(name);
  auto all = pairs(machine, 100);
  for (std::uint64_t seed = 0; seed < programs; ++seed) {
    const Program program =
        random_program(seed, machine, {.instructions = 20 + static_cast<int>(seed % 50)});
    require_equal(all[seed % all.size()], program,
                  name + std::string(", seed ") + std::to_string(seed));
  }
}

TEST_CASE("Random programs on tiny", "[cycle][rtl][random]") {
  compare_random("tiny", random_programs());
}

TEST_CASE("Random programs on the larger machines and the smallest", "[cycle][rtl][random]") {
  for (const char* name : {"base", "wide", "nano"}) compare_random(name, random_programs() / 8);
}

TEST_CASE("One cycle more per burst shows", "[cycle][rtl][planted]") {
  const Machine tiny = find_machine("tiny");
  DevicePair pair(tiny, MemoryTiming::ddr());
  MemoryTiming later = MemoryTiming::ddr();
  ++later.latency;
  pair.cycle = make_cycle_device(tiny, {.memory = later});
  CHECK_THAT(pair.run(testing::ping_pong(tiny, 2)), Catch::Contains("retirement 0: rtl in cycle"));
}

TEST_CASE("Long transfers across 4 KiB", "[cycle][rtl]") {
  const Machine tiny = find_machine("tiny");
  auto all = pairs(tiny, 11);
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    Program program = random_program(seed, tiny, {.scratch_lines = 2048});
    Instruction last = decode(program.instructions[program.instructions.size() - 2]);
    auto& store = std::get<Store>(last.operands);
    program.segments[2].bytes = 16 * 2048;
    store.offset = 1020 - static_cast<int>(seed);
    store.words = 1000 - 13 * static_cast<int>(seed);
    store.rows = 2;
    store.row_stride = 256;
    program.instructions[program.instructions.size() - 2] = encode(last);
    require_equal(all[seed % all.size()], program, "seed " + std::to_string(seed));
  }
}

TEST_CASE("Programs of tokens, and deadlocks", "[cycle][rtl]") {
  for (const char* name : {"tiny", "base"}) {
    const Machine machine = find_machine(name);
    for (DevicePair& pair : pairs(machine, 5))
      for (const testing::TokenProgram& one : testing::token_programs(machine)) {
        require_equal(pair, one.program, one.name);
        CHECK(pair.outcome.status == one.status);
      }
  }
}

TEST_CASE("Every trap in every place", "[cycle][rtl]") {
  const Machine tiny = find_machine("tiny");
  const std::vector<Word> words = {
      Word{},
      encode({.operands = Mac{.out_w = 0}}),
      encode({.operands = Load{.memory = 3}}),
      encode({.operands = Load{.segment = 7}}),
      encode({.operands = Store{.segment = 7}}),
      encode({.operands = Load{.segment = 1, .words = 900, .rows = 9}}),
      encode({.operands = Store{.segment = 2, .words = 900, .rows = 9}})};
  auto all = pairs(tiny, 3);
  for (std::size_t w = 0; w < words.size(); ++w)
    for (std::size_t place = 0; place < 24; ++place) {
      Program program = testing::ping_pong(tiny, 5);
      program.instructions[place % program.instructions.size()] = words[w];
      require_equal(all[(w + place) % all.size()], program,
                    "word " + std::to_string(w) + " at " + std::to_string(place));
    }
}

TEST_CASE("A missing halt", "[cycle][rtl]") {
  const Machine tiny = find_machine("tiny");
  auto all = pairs(tiny, 3);
  for (int length = 0; length < 60; ++length) {
    ProgramBuilder builder(tiny);
    builder.segment("x", 16);
    for (int i = 0; i < length; ++i) builder.add(Sync{.queue = i % 3});
    require_equal(all[static_cast<std::size_t>(length) % all.size()], builder.build_open(),
                  std::to_string(length) + " words");
  }
}

}  // namespace
}  // namespace isomer
