// SPDX-License-Identifier: Apache-2.0
//
// The RTL in lockstep with the functional semantics, on programs that nobody wrote.
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "isa/instructions/codec.h"
#include "isa/program/builder.h"
#include "isa/random/program.h"
#include "isa/random/random.h"
#include "sim/lockstep/compare.h"
#include "sim/lockstep/lockstep.h"
#include "sim/lockstep/reproducer.h"
#include "sim/rtl/rtl_device.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {

const Machine& tiny() {
  static const Machine machine = find_machine("tiny");
  return machine;
}

// One device per kind of memory; each runs one program after the other without a reset.
std::vector<std::unique_ptr<ObservableDevice>> devices(const Machine& machine) {
  std::vector<std::unique_ptr<ObservableDevice>> result;
  for (const MemoryTiming& timing : {MemoryTiming::ddr(), MemoryTiming::slow(),
                                     MemoryTiming::stress(7), MemoryTiming::jittery(8)})
    result.push_back(make_rtl_device(machine, {.memory = timing, .seed = 3}));
  return result;
}

// Runs the program in lockstep; "" or what differs.
std::string difference(const Program& program, ObservableDevice& device) {
  device.load(program);
  const LockstepResult result = run_lockstep(program, device);
  return result.difference ? to_string(*result.difference) : "";
}

TEST_CASE("Ping-pong on the RTL", "[lockstep][rtl]") {
  for (const char* name : {"tiny", "base"}) {
    const Machine machine = find_machine(name);
    for (const auto& device : devices(machine)) {
      const Program program = testing::ping_pong(machine, 5);
      device->load(program);
      Random random(1);
      for (std::byte& byte : device->segment(1))
        byte = static_cast<std::byte>(random.between(0, 255));
      const LockstepResult result = run_lockstep(program, *device);
      INFO((result.difference ? to_string(*result.difference) : ""));
      CHECK_FALSE(result.difference);
      CHECK(result.device.status == Status::done);
      CHECK(result.instructions == 22);
    }
  }
}

TEST_CASE("Random programs on tiny", "[lockstep][rtl]") {
  const auto all = devices(tiny());
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Program program = random_program(seed, tiny(), {.instructions = 30});
    REQUIRE_NOTHROW(require_no_hazards(tiny(), program));
    const std::string found = difference(program, *all[seed % all.size()]);
    if (!found.empty()) {
      INFO("seed " << seed << "\n" << found);
      REQUIRE(found.empty());
    }
  }
}

TEST_CASE("Random programs that reach outside their locks", "[lockstep][rtl]") {
  const auto all = devices(tiny());
  for (std::uint64_t seed = 1000; seed < 1060; ++seed) {
    const Program program =
        random_program(seed, tiny(), {.instructions = 30, .outside_locks = true});
    const std::string found = difference(program, *all[seed % all.size()]);
    if (!found.empty()) {
      INFO("seed " << seed << "\n" << found);
      REQUIRE(found.empty());
    }
  }
}

// How many rows of the program's stores cross a multiple of 4 KiB; a segment begins at one.
int crossing_rows(const Program& program, int word_bytes) {
  int count = 0;
  for (const Word& word : program.instructions) {
    const Instruction instruction = decode(word);
    const auto* store = std::get_if<Store>(&instruction.operands);
    if (store == nullptr) continue;
    for (int p = 0; p < store->planes; ++p)
      for (int r = 0; r < store->rows; ++r) {
        const int first = store->offset + p * store->plane_stride + r * store->row_stride;
        const int last = first + (store->words * word_bytes - 1) / 16;
        count += first / 256 != last / 256 ? 1 : 0;
      }
  }
  return count;
}

TEST_CASE("Stores that cross 4 KiB", "[lockstep][rtl]") {
  const auto all = devices(tiny());
  int rows = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    // Random ones, and one long row across each possible place of the boundary in its bursts.
    Program program = random_program(seed, tiny(), {.scratch_lines = 2048});
    Instruction last = decode(program.instructions[program.instructions.size() - 2]);
    auto& store = std::get<Store>(last.operands);
    REQUIRE(store.segment == 2);
    program.segments[2].bytes = 16 * 2048;
    store.offset = 1020 - static_cast<int>(seed);
    store.rows = 2;
    store.row_stride = 256;
    program.instructions[program.instructions.size() - 2] = encode(last);
    rows += crossing_rows(program, tiny().activation_word_bytes());
    const std::string found = difference(program, *all[seed % all.size()]);
    if (!found.empty()) {
      INFO("seed " << seed << "\n" << found);
      REQUIRE(found.empty());
    }
  }
  CHECK(rows > 80);
}

TEST_CASE("Random programs on base", "[lockstep][rtl]") {
  const Machine base = find_machine("base");
  const auto all = devices(base);
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const std::string found =
        difference(random_program(seed, base, {.instructions = 30}), *all[seed % 4]);
    if (!found.empty()) {
      INFO("seed " << seed << "\n" << found);
      REQUIRE(found.empty());
    }
  }
}

// A word that traps: bits of a good one flipped.
Word illegal_word(Random& random, const Machine& machine, Word word) {
  while (check(word, machine) == Trap::none) {
    const int bit = random.between(0, kWordBits - 1);
    word.set(bit, 1, word.get(bit, 1) ^ 1);
  }
  return word;
}

TEST_CASE("Illegal words trap alike", "[lockstep][rtl][trap]") {
  std::array<int, 10> causes{};
  for (const Machine& machine : {tiny(), find_machine("nano")}) {  // with every unit, with none
    const auto all = devices(machine);
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      Random random(seed);
      Program program = random_program(seed, machine, {.instructions = 12});
      auto& words = program.instructions;
      const auto at =
          static_cast<std::size_t>(random.between(0, static_cast<int>(words.size()) - 1));
      words[at] = illegal_word(random, machine, words[at]);
      ++causes[static_cast<std::size_t>(check(words[at], machine))];
      const std::string found = difference(program, *all[seed % all.size()]);
      if (!found.empty()) {
        INFO(machine.name << ", seed " << seed << ", word " << at << "\n" << found);
        REQUIRE(found.empty());
      }
    }
  }
  for (int cause = 1; cause <= 5; ++cause) CHECK(causes[static_cast<std::size_t>(cause)] > 0);
}

TEST_CASE("A missing halt and bus errors trap alike", "[lockstep][rtl][trap]") {
  const auto all = devices(tiny());
  // Ping-pong uses no word from 64 on in its banks.
  for (const Operands& last :
       std::vector<Operands>{Sync{}, Load{.segment = 7, .local = 64}, Store{.segment = 7},
                             Load{.segment = 2, .rows = 4095, .row_stride = 4095, .local = 64}}) {
    Program program = testing::ping_pong(tiny(), 2);
    program.instructions.back() = encode({.operands = last});
    for (const auto& device : all) {
      device->load(program);
      const LockstepResult result = run_lockstep(program, *device);
      INFO((result.difference ? to_string(*result.difference) : ""));
      CHECK_FALSE(result.difference);
      CHECK(result.device.status == Status::trap);
    }
  }
}

TEST_CASE("Which of two bus errors comes first is not compared", "[lockstep][rtl][trap]") {
  ProgramBuilder store_first(tiny());
  store_first.segment("input", 4096);
  store_first.add(Store{.segment = 7}).add(Load{.segment = 7});
  ProgramBuilder load_first(tiny());
  load_first.segment("input", 4096);
  load_first.add(Load{.memory = 1, .words = 512}).add(Load{.segment = 7}).add(Store{.segment = 7});
  std::set<Trap> causes;
  for (const Program& program : {store_first.build(), load_first.build()})
    for (const auto& device : devices(tiny())) {
      device->load(program);
      const LockstepResult result = run_lockstep(program, *device);
      INFO((result.difference ? to_string(*result.difference) : ""));
      CHECK_FALSE(result.difference);
      CHECK(result.device.status == Status::trap);
      CHECK(is_bus_error(result.device.trap));
      causes.insert(result.device.trap);
      causes.insert(result.expected.trap);
    }
  CHECK(causes == std::set<Trap>{Trap::load_bus, Trap::store_bus});
}

TEST_CASE("Programs of tokens end on the RTL as they must", "[lockstep][rtl][deadlock]") {
  for (const char* name : {"tiny", "base"}) {
    const Machine machine = find_machine(name);
    for (const auto& device : devices(machine)) {
      for (const testing::TokenProgram& one : testing::token_programs(machine)) {
        device->load(one.program);
        const LockstepResult result = run_lockstep(one.program, *device);
        INFO(name << ": " << one.name << "\n"
                  << (result.difference ? to_string(*result.difference) : ""));
        CHECK_FALSE(result.difference);
        CHECK(result.device.status == one.status);
        CHECK(result.device.counters.retired == one.retired);
      }
    }
  }
}

TEST_CASE("A unit that waits to give its tokens holds no lock", "[lockstep][rtl][deadlock]") {
  // The last mac finds the counter full. Who will take a token stands behind a store that reads
  // the bank which the macs read.
  ProgramBuilder open(tiny());
  open.segment("constants", 64);
  open.segment("output", 64);
  open.add(Load{.memory = 1, .words = 4})
      .add(Load{.words = 8}, {}, {Queue::mac})
      .add(Sync{.queue = 1}, {Queue::load}, {Queue::store});
  for (int i = 0; i < kMaxTokens; ++i) open.add(Mac{.in_w = 8, .out_w = 8}, {}, {Queue::store});
  open.add(Store{.segment = 1, .words = 4});
  for (int i = 0; i < kMaxTokens + 1; ++i) open.add(Sync{.queue = 3}, {Queue::mac});
  const Program program = open.build();
  for (const auto& device : devices(tiny())) {
    device->load(program);
    const LockstepResult result = run_lockstep(program, *device);
    INFO((result.difference ? to_string(*result.difference) : ""));
    CHECK_FALSE(result.difference);
    CHECK(result.device.status == Status::done);
  }
}

TEST_CASE("Deadlocks are alike", "[lockstep][rtl][deadlock]") {
  const auto all = devices(tiny());
  int deadlocks = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    // One queue stops giving tokens to another one somewhere in the program.
    Random random(seed);
    Program program = random_program(seed, tiny(), {.instructions = 20});
    const auto from = static_cast<Queue>(random.between(0, 3));
    const int peer = random.between(0, 2);
    const int first = random.between(0, static_cast<int>(program.instructions.size()) - 1);
    for (auto at = static_cast<std::size_t>(first); at + 1 < program.instructions.size(); ++at) {
      Instruction instruction = decode(program.instructions[at]);
      if (queue_of(instruction) == from) instruction.push &= ~(1U << peer);
      program.instructions[at] = encode(instruction);
    }
    ObservableDevice& device = *all[seed % all.size()];
    device.load(program);
    const LockstepResult result = run_lockstep(program, device);
    deadlocks += result.device.status == Status::deadlock ? 1 : 0;
    if (result.difference) {
      INFO("seed " << seed << "\n" << to_string(*result.difference));
      REQUIRE_FALSE(result.difference);
    }
  }
  CHECK(deadlocks > 10);
}

TEST_CASE("The planted RTL fault is found, named and replayed", "[lockstep][rtl][planted]") {
  const auto make_faulty = [](const MemoryTiming& memory) {
    return make_rtl_device(make_faulty_rtl_machine(tiny(), 1, Fault::truncate_lane_1),
                           {.memory = memory});
  };
  Program program = testing::ping_pong(tiny(), 3);
  program.layers = {"conv1", "conv2"};
  for (std::size_t i = 0; i < program.instructions.size(); ++i)
    program.source.push_back({.layer = 1, .tile = "tile " + std::to_string(i)});
  const auto device = make_faulty(MemoryTiming::slow());
  device->load(program);
  Random random(2);
  for (std::byte& byte : device->segment(1)) byte = static_cast<std::byte>(random.between(0, 255));
  const LockstepResult result = run_lockstep(program, *device);
  REQUIRE(result.difference);
  INFO(to_string(*result.difference));
  CHECK(result.difference->kind == DifferenceKind::value);
  CHECK(result.difference->space == Space::activations);
  CHECK(result.difference->instruction.starts_with("post"));
  CHECK(result.difference->layer == "conv2");
  CHECK(result.difference->tile == "tile " + std::to_string(result.difference->pc));
  CHECK(result.difference->lane == 1);
  CHECK(result.difference->expected == result.difference->found + 1);  // rounded up, or cut off

  const auto path = std::filesystem::temp_directory_path() / "isomer_rtl_reproducer_test.bin";
  save_reproducer(make_reproducer(program, result, "rtl", "slow", 1), path);
  const Reproducer found = load_reproducer(path);
  std::filesystem::remove(path);
  const Replay again = replay(found, [&](const Reproducer& wanted) {
    return make_faulty(find_memory_timing(wanted.memory));
  });
  CHECK(again.is_same);
  CHECK(again.result.difference->cycle == result.difference->cycle);
  const Replay repaired = replay(found, [](const Reproducer& wanted) {
    return make_rtl_device(tiny(), {.memory = find_memory_timing(wanted.memory)});
  });
  CHECK_FALSE(repaired.result.difference);
}

}  // namespace
}  // namespace isomer
