// SPDX-License-Identifier: Apache-2.0
//
// The ways a program stops: deadlocks and traps, independent of timing.
#include <catch2/catch.hpp>

#include "isa/instructions/codec.h"
#include "isa/program/builder.h"
#include "sim/functional/device.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {
constexpr Queue kLoadQueue = Queue::load;
constexpr Queue kMacQueue = Queue::mac;
constexpr Queue kStoreQueue = Queue::store;

Sync sync(Queue queue) { return {.queue = static_cast<int>(queue)}; }

Outcome run(const Program& program) {
  const auto device = make_functional_device(find_machine("tiny"));
  device->load(program);
  return device->run();
}

ProgramBuilder builder() { return ProgramBuilder(find_machine("tiny")); }

TEST_CASE("Programs of tokens end as they must", "[functional][deadlock]") {
  for (const char* name : {"tiny", "base"}) {
    const Machine machine = find_machine(name);
    for (const testing::TokenProgram& one : testing::token_programs(machine)) {
      const auto device = make_functional_device(machine);
      device->load(one.program);
      const Outcome outcome = device->run();
      INFO(name << ": " << one.name << ": " << outcome.detail);
      CHECK(outcome.status == one.status);
      CHECK(outcome.trap == Trap::none);
      CHECK(outcome.counters.retired == one.retired);
    }
  }
}

TEST_CASE("A deadlock names who waits for what", "[functional][deadlock]") {
  const auto detail = [](std::size_t number) {
    return run(testing::token_programs(find_machine("tiny"))[number].program).detail;
  };
  CHECK_THAT(detail(0), Catch::Contains("[0] sync") && Catch::Contains("[1] sync") &&
                            Catch::Contains("a token from mac"));
  CHECK_THAT(detail(3),
             Catch::Contains("[15] sync") && Catch::Contains("space in the counter to mac"));
  CHECK_THAT(detail(8), Catch::Contains("fetch waits for space in queue mac"));
}

TEST_CASE("A word that fetch never reaches does not trap", "[functional][deadlock]") {
  ProgramBuilder open = builder();
  for (int i = 0; i <= find_machine("tiny").queue_depth; ++i)
    open.add(sync(kMacQueue), {kLoadQueue});
  CHECK(run(open.add(Word{}).build()).status == Status::deadlock);
}

Word with_bit(Word word, int bit) {
  word.set(bit, 1, 1);
  return word;
}

TEST_CASE("Every cause of a trap is found, with its index", "[functional][trap]") {
  struct Case {
    Word word;
    Trap cause;
  };
  const Word halt = encode({.operands = Halt{}});
  const std::vector<Case> cases = {
      {Word{}, Trap::illegal_opcode},
      {with_bit(Word{}, 255), Trap::illegal_opcode},  // the lowest cause of several
      {Word{{0x37, 0, 0, 0}}, Trap::illegal_opcode},
      {with_bit(halt, 255), Trap::reserved_bits},
      {with_bit(halt, 7), Trap::reserved_bits},   // halt takes no tokens
      {with_bit(halt, 12), Trap::reserved_bits},  // and gives none
      {encode({.operands = Load{.words = 0}}), Trap::zero_count},
      {encode({.operands = Mac{.decoder = 1, .kernel_w = 0}}), Trap::zero_count},
      {encode({.operands = Load{.memory = 3}}), Trap::illegal_enumeration},
      {encode({.operands = Post{.n1 = 25}}), Trap::illegal_enumeration},
      {encode({.operands = Mac{.stored_bits = 4}}), Trap::absent_feature},
      {encode({.operands = Mac{.mapping = 2}}), Trap::absent_feature},
      {encode({.operands = Load{.segment = 7}}), Trap::load_bus},
      {encode({.operands = Store{.segment = 7}}), Trap::store_bus},
  };
  for (const Case& one : cases) {
    const Outcome outcome =
        run(builder().add(sync(kLoadQueue)).add(sync(kMacQueue)).add(one.word).build());
    INFO(to_string(one.cause) << " expected, found " << to_string(outcome.trap));
    CHECK(outcome.status == Status::trap);
    CHECK(outcome.trap == one.cause);
    CHECK(outcome.trap_pc == 2);
    CHECK(outcome.counters.retired == 2);
  }
}

TEST_CASE("A program without halt traps at its length", "[functional][trap]") {
  const Outcome outcome = run(builder().add(sync(kLoadQueue)).build_open());
  CHECK(outcome.status == Status::trap);
  CHECK(outcome.trap == Trap::missing_halt);
  CHECK(outcome.trap_pc == 1);
  CHECK(run(builder().build_open()).trap == Trap::missing_halt);
}

TEST_CASE("After a trap earlier work is finished and what is blocked is discarded",
          "[functional][trap]") {
  const Machine machine = find_machine("tiny");
  ProgramBuilder open(machine);
  open.segment("input", 64, testing::counting_bytes(64));
  open.segment("output", 64);
  open.add(Load{.words = 4}, {}, {kStoreQueue})
      .add(Store{.segment = 1, .words = 4}, {kLoadQueue})
      .add(Store{.segment = 1, .offset = 1, .words = 4}, {kMacQueue})  // waits for ever
      .add(Store{.segment = 1, .offset = 2, .words = 4})               // behind it
      .add(Word{})
      .add(Store{.segment = 1, .offset = 3, .words = 4});  // never fetched
  const auto device = make_functional_device(machine);
  device->load(open.build());
  const Outcome outcome = device->run();
  CHECK(outcome.status == Status::trap);
  CHECK(outcome.trap == Trap::illegal_opcode);
  CHECK(outcome.trap_pc == 4);
  CHECK(outcome.counters.retired == 2);
  const auto output = device->segment(1);
  CHECK(static_cast<int>(output[15]) == 15);
  for (std::size_t i = 16; i < 64; ++i) REQUIRE(static_cast<int>(output[i]) == 0);
}

}  // namespace
}  // namespace isomer
