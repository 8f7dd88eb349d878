// SPDX-License-Identifier: Apache-2.0
//
// How programs end: traps by cause and place, bus errors, deadlock, abort, and runs after runs.
#include <algorithm>
#include <catch2/catch.hpp>

#include "isa/container/error.h"
#include "isa/hardware/registers.h"
#include "isa/instructions/codec.h"
#include "isa/program/builder.h"
#include "isa/random/program.h"
#include "sim/functional/device.h"
#include "sim/machine/layout.h"
#include "sim/rtl/host.h"
#include "sim/rtl/rtl_device.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {

const Machine& tiny() {
  static const Machine machine = find_machine("tiny");
  return machine;
}

Outcome run(const Program& program) {
  const auto device = make_rtl_device(tiny());
  device->load(program);
  return device->run();
}

Word with_bits(const Operands& operands, int lsb, int bits, std::uint32_t value) {
  Word word = encode({.operands = operands});
  word.set(lsb, bits, value);
  return word;
}

TEST_CASE("Each cause traps at its instruction, wherever it stands", "[rtl][trap]") {
  const std::vector<std::pair<Trap, Word>> words = {
      {Trap::illegal_opcode, Word{}},
      {Trap::reserved_bits, with_bits(Sync{}, 255, 1, 1)},
      {Trap::zero_count, encode({.operands = Mac{.out_w = 0}})},
      {Trap::illegal_enumeration, encode({.operands = Load{.memory = 3}})},
      {Trap::absent_feature, encode({.operands = Mac{.mapping = 2}})}};
  for (const auto& [cause, word] : words)
    for (int place : {0, 1, 5, 12}) {
      ProgramBuilder builder(tiny());
      for (int i = 0; i < place; ++i) builder.add(Sync{.queue = i % 4});
      builder.add(word).add(Sync{});
      const Outcome outcome = run(builder.build());
      CHECK(outcome.status == Status::trap);
      CHECK(outcome.trap == cause);
      CHECK(outcome.trap_pc == static_cast<std::uint32_t>(place));
      CHECK(outcome.counters.retired == static_cast<std::uint64_t>(place));
    }
}

TEST_CASE("A missing halt traps at the program's length", "[rtl][trap]") {
  for (const std::uint32_t length : {0U, 1U, 7U, 40U}) {
    ProgramBuilder builder(tiny());
    for (std::uint32_t i = 0; i < length; ++i) builder.add(Sync{});
    if (length == 0) builder.segment("x", 16);
    const Outcome outcome = run(builder.build_open());
    CHECK(outcome.status == Status::trap);
    CHECK(outcome.trap == Trap::missing_halt);
    CHECK(outcome.trap_pc == length);
  }
}

TEST_CASE("After a trap, what can issue does and what cannot is discarded", "[rtl][trap]") {
  ProgramBuilder builder(tiny());
  builder.add(Sync{.queue = 1}, {Queue::load});  // waits for ever
  builder.add(Sync{.queue = 1});
  builder.add(Sync{.queue = 2}, {}, {Queue::store});
  builder.add(Sync{.queue = 3}, {Queue::post});
  builder.add(Word{});
  const Outcome outcome = run(builder.build());
  CHECK(outcome.status == Status::trap);
  CHECK(outcome.trap == Trap::illegal_opcode);
  CHECK(outcome.counters.retired == 2);
}

TEST_CASE("Bus errors trap", "[rtl][trap]") {
  const auto with = [](const Operands& operands) {
    ProgramBuilder builder(tiny());
    builder.segment("data", 64);
    return builder.add(operands).build();
  };
  CHECK(run(with(Load{.segment = 1, .words = 40})).trap == Trap::load_bus);
  CHECK(run(with(Store{.segment = 1, .words = 40})).trap == Trap::store_bus);
  CHECK(run(with(Load{.offset = 1 << 20, .words = 1})).status == Status::trap);

  // The program itself lies beyond memory.
  const auto machine = make_rtl_machine(tiny(), 1);
  machine->reset();
  std::vector<std::byte> storage(4096);
  AxiMemory memory(storage, MemoryTiming::ddr());
  Host host(*machine, memory);
  host.write64(registers::kProgram, 8192);
  host.write(registers::kProgramLength, 3);
  host.write(registers::kControl, kControlStart);
  while (machine->is_running()) machine->tick(ControlHost{}, memory);
  CHECK(host.read(registers::kStatus) == static_cast<std::uint32_t>(Status::trap));
  CHECK(host.read(registers::kTrapCause) == static_cast<std::uint32_t>(Trap::fetch_bus));
  CHECK(host.read(registers::kTrapPc) == 0);
}

TEST_CASE("A huge transfer stops soon after its bus error, and the machine starts again",
          "[rtl][trap]") {
  const auto device = make_rtl_device(tiny());
  const Program good = testing::ping_pong(tiny(), 3);
  device->load(good);
  REQUIRE(device->run().status == Status::done);
  const std::uint64_t cycles = device->run().counters.cycles;
  for (const Operands& operands :
       std::vector<Operands>{Load{.words = 60000, .rows = 4095, .planes = 4095, .last_bank = 3},
                             Store{.words = 60000, .rows = 4095, .planes = 4095}}) {
    ProgramBuilder builder(tiny());
    builder.segment("data", 64);
    device->load(builder.add(operands).build());
    const Outcome outcome = device->run();
    CHECK(outcome.status == Status::trap);
    CHECK(outcome.counters.cycles < 6000);
    device->load(good);
    const Outcome again = device->run();
    CHECK(again.status == Status::done);
    CHECK(again.counters.cycles == cycles);
  }
}

TEST_CASE("A load with a bus error writes no failed line, and nothing after the stop",
          "[rtl][trap]") {
  ProgramBuilder builder(tiny());
  const int data = builder.segment("data", 1024, testing::counting_bytes(1024));
  builder.add(Load{.memory = 1, .segment = data, .words = 512});  // twice what is there
  const Program program = builder.build();
  const DeviceLayout layout = lay_out(program);
  std::vector<std::byte> storage(layout.bytes);
  fill_memory(program, layout, storage);
  const std::uint64_t segment = layout.segments[static_cast<std::size_t>(data)];
  storage.resize(segment + 1024);

  const auto machine = make_rtl_machine(tiny(), 1);
  machine->reset();
  AxiMemory memory(storage, MemoryTiming::ddr());
  Host host(*machine, memory);
  const auto weights = [&] {
    std::vector<std::byte> bytes(2048);
    for (std::uint64_t word = 0; word < 512; ++word)
      machine->peek(Space::weights, word, std::span(bytes).subspan(4 * word, 4));
    return bytes;
  };
  const std::vector<std::byte> before = weights();
  host.write64(registers::kProgram, layout.code);
  host.write(registers::kProgramLength, 2);
  host.write64(registers::kSegments + 8 * static_cast<std::uint32_t>(data), segment);
  host.write(registers::kControl, kControlStart);
  while (machine->is_running()) machine->tick(ControlHost{}, memory);
  const std::vector<std::byte> at_stop = weights();
  CHECK(host.read(registers::kTrapCause) == static_cast<std::uint32_t>(Trap::load_bus));
  CHECK(std::equal(before.begin() + 1024, before.end(), at_stop.begin() + 1024));
  CHECK((at_stop != before));
  for (int i = 0; i < 1000; ++i) machine->tick(ControlHost{}, memory);
  CHECK((weights() == at_stop));
}

TEST_CASE("Deadlocks are found", "[rtl][deadlock]") {
  SECTION("a token that never comes") {
    CHECK(run(ProgramBuilder(tiny()).add(Sync{}, {Queue::mac}).build()).status == Status::deadlock);
  }
  SECTION("two queues wait for each other") {
    ProgramBuilder builder(tiny());
    builder.add(Sync{.queue = 0}, {Queue::mac}, {Queue::mac});
    builder.add(Sync{.queue = 1}, {Queue::load}, {Queue::load});
    CHECK(run(builder.build()).status == Status::deadlock);
  }
  SECTION("a counter that nobody empties") {
    ProgramBuilder builder(tiny());
    for (int i = 0; i < 16; ++i) builder.add(Sync{}, {}, {Queue::mac});
    const Outcome outcome = run(builder.build());
    CHECK(outcome.status == Status::deadlock);
    CHECK(outcome.counters.retired == 15);
    CHECK(outcome.counters.queues[0].push > 0);
  }
  SECTION("fetch blocked at a full queue before the instruction that would help") {
    // The head waits; the queue holds 4 more on tiny; the next one blocks fetch.
    for (int waiting : {4, 5}) {
      ProgramBuilder builder(tiny());
      for (int i = 0; i < waiting; ++i) builder.add(Sync{}, {Queue::mac});
      for (int i = 0; i < waiting; ++i) builder.add(Sync{.queue = 1}, {}, {Queue::load});
      CHECK(run(builder.build()).status == (waiting == 4 ? Status::done : Status::deadlock));
    }
  }
}

TEST_CASE("ABORT stops at any time and the machine starts again", "[rtl][abort]") {
  const Program program = testing::ping_pong(tiny(), 6);
  const DeviceLayout layout = lay_out(program);
  const auto machine = make_rtl_machine(tiny(), 1);
  machine->reset();
  std::vector<std::byte> storage(layout.bytes);
  const auto start = [&](AxiMemory& memory) {
    fill_memory(program, layout, storage);
    Host host(*machine, memory);
    host.write64(registers::kProgram, layout.code);
    host.write(registers::kProgramLength, static_cast<std::uint32_t>(program.instructions.size()));
    for (std::uint32_t i = 0; i < kSegments; ++i)
      host.write64(registers::kSegments + 8 * i, layout.segments[i]);
    host.write(registers::kControl, kControlStart);
    return host;
  };
  const auto finish = [&](Host& host, AxiMemory& memory) {
    int cycles = 0;
    while (machine->is_running() && ++cycles < 20000) machine->tick(ControlHost{}, memory);
    return static_cast<Status>(host.read(registers::kStatus));
  };

  AxiMemory first(storage, MemoryTiming::ddr());
  Host host = start(first);
  REQUIRE(finish(host, first) == Status::done);
  const std::vector<std::byte> expected = storage;

  int aborted = 0;
  for (int at = 0; at < 900; at += 7) {
    AxiMemory memory(storage, MemoryTiming::ddr());
    Host stopped = start(memory);
    for (int i = 0; i < at; ++i) machine->tick(ControlHost{}, memory);
    stopped.write(registers::kControl, kControlAbort);
    const Status status = finish(stopped, memory);
    aborted += status == Status::aborted ? 1 : 0;
    CHECK((status == Status::aborted || status == Status::done));
    CHECK(memory.is_idle());
    const Counters counters = stopped.read_counters();
    for (const QueueCounters& queue : counters.queues)
      if (queue.empty + queue.token + queue.lock + queue.busy + queue.push != counters.cycles)
        FAIL("the states of a queue do not sum to the cycles after an abort in cycle " << at);

    AxiMemory again(storage, MemoryTiming::ddr());
    Host restarted = start(again);
    CHECK(finish(restarted, again) == Status::done);
    if (storage != expected) FAIL("different after an abort in cycle " << at);
  }
  CHECK(aborted > 50);
}

TEST_CASE("A program gives the same after any other as after a reset", "[rtl][again]") {
  const auto device = make_rtl_device(tiny());
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    if (seed % 3 == 1) {  // a deadlock or a trap in between
      ProgramBuilder builder(tiny());
      for (int i = 0; i < 16; ++i) builder.add(Sync{}, {}, {Queue::mac});
      if (seed % 2 == 0) builder.add(Word{});
      device->load(builder.build());
      CHECK(device->run().status != Status::done);
    }
    const Program program = random_program(seed, tiny());
    const auto fresh = make_rtl_device(tiny(), {.seed = seed + 100});
    std::vector<Outcome> outcomes;
    for (ObservableDevice* one : {device.get(), fresh.get()}) {
      one->load(program);
      outcomes.push_back(one->run());
    }
    REQUIRE(outcomes[0].status == Status::done);
    CHECK(outcomes[0].counters.cycles == outcomes[1].counters.cycles);
    for (int s = 0; s < static_cast<int>(program.segments.size()); ++s)
      CHECK(std::ranges::equal(device->segment(s), fresh->segment(s)));
  }
}

TEST_CASE("An observer may stop the device", "[rtl][again]") {
  const auto device = make_rtl_device(tiny());
  const Program program = testing::ping_pong(tiny(), 3);
  device->load(program);
  int retirements = 0;
  const Outcome stopped = device->run([&](const Retirement&) { return ++retirements < 5; });
  CHECK(stopped.status == Status::running);
  CHECK(retirements == 5);
  device->load(program);
  CHECK(device->run().status == Status::done);
}

TEST_CASE("What cannot run is refused in words", "[rtl][again]") {
  Machine other = tiny();
  other.queue_depth = 2;
  CHECK_THROWS_WITH(make_rtl_device(other),
                    Catch::Contains("only 'tiny', 'base'") && Catch::Contains("isomer_generate"));
  const auto device = make_rtl_device(tiny());
  CHECK_THROWS_WITH(device->run(), Catch::Contains("no program"));
  CHECK_THROWS_WITH(device->load(testing::ping_pong(find_machine("base"), 1)),
                    Catch::Contains("compile it for this machine"));
  device->load(testing::ping_pong(tiny(), 1));
  CHECK_THROWS_WITH(device->segment(3), Catch::Contains("no segment 3"));
}

TEST_CASE("A machine that makes no progress is reported", "[rtl][again]") {
  const auto device = make_rtl_device(tiny(), {.watchdog_cycles = 1000});
  device->load(ProgramBuilder(tiny()).add(Mac{.out_h = 1000}).build());
  CHECK_THROWS_WITH(device->run(),
                    Catch::Contains("nothing retired") && Catch::Contains("watchdog_cycles"));
  device->load(testing::ping_pong(tiny(), 1));
  CHECK(device->run().status == Status::done);
}

}  // namespace
}  // namespace isomer
