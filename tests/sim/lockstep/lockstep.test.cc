// SPDX-License-Identifier: Apache-2.0
//
// Lockstep accepts a device that is right and names the first fault of one that is not.
#include "sim/lockstep/lockstep.h"

#include <catch2/catch.hpp>

#include "isa/container/error.h"
#include "isa/instructions/codec.h"
#include "isa/program/builder.h"
#include "isa/random/program.h"
#include "isa/random/random.h"
#include "tests/sim/lockstep/fake_device.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {

using testing::ping_pong_pc;

const Machine& tiny() {
  static const Machine machine = find_machine("tiny");
  return machine;
}

// The ping-pong program with a source map.
Program named_ping_pong() {
  Program program = testing::ping_pong(tiny(), 4);
  program.layers = {"conv1"};
  program.tensors.push_back({.name = "y",
                             .channels = 4,
                             .width = 16,
                             .format = {},
                             .segment = 2,
                             .row_bytes = 64,
                             .plane_bytes = 64});
  for (std::size_t i = 0; i < program.instructions.size(); ++i)
    program.source.push_back({.layer = 0, .tile = "tile " + std::to_string(i), .tensor = 0});
  return program;
}

LockstepResult run(FakeDevice& device, const Program& program) {
  device.load(program);
  Random random(5);
  for (std::byte& byte : device.segment(1)) byte = static_cast<std::byte>(random.between(0, 255));
  return run_lockstep(program, device);
}

// Runs with a fault after instruction `pc` and returns the difference.
Difference plant(std::uint32_t pc, const std::function<void(State&)>& fault) {
  const Program program = named_ping_pong();
  FakeDevice device(tiny(), [&](State& state, std::uint32_t at) {
    if (at == pc) fault(state);
  });
  const LockstepResult result = run(device, program);
  REQUIRE(result.difference.has_value());
  REQUIRE(result.device.status == Status::running);
  REQUIRE(result.start.size() == 3);
  return *result.difference;
}

TEST_CASE("A device that is right has no difference", "[lockstep]") {
  FakeDevice device(tiny());
  const Program program = named_ping_pong();
  const LockstepResult result = run(device, program);
  CHECK_FALSE(result.difference);
  CHECK(result.device.status == Status::done);
  CHECK(result.instructions == 2 + 16);
  CHECK(result.bytes_compared > 16 + 8 + 4 * (32 + 128 + 32 + 32));
  CHECK(result.start.empty());
}

TEST_CASE("Random programs in lockstep, several runs of each", "[lockstep]") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Program program = random_program(seed, tiny());
    FakeDevice device(tiny());
    device.load(program);
    Lockstep lockstep(program, device);
    for (int image = 0; image < 2; ++image) {
      const LockstepResult result = lockstep.run();
      if (result.difference) {
        INFO("seed " << seed << "\n" << to_string(*result.difference));
        REQUIRE_FALSE(result.difference);
      }
    }
  }
}

TEST_CASE("A wrong lane of a post is named", "[lockstep][planted]") {
  const std::uint32_t pc = ping_pong_pc(1, Queue::post);
  const std::size_t word = 3 * 128 + 5;  // bank 3, column 5
  std::int64_t right = 0;
  const Difference difference = plant(pc, [&](State& state) {
    std::uint8_t& lane = state.activations[word * 4 + 2];
    right = static_cast<std::int8_t>(lane);
    lane = static_cast<std::uint8_t>(lane + 1);
    state.activations[word * 4 + 7] ^= 1;  // the next word, lane 3
  });
  CHECK(difference.kind == DifferenceKind::value);
  CHECK(difference.pc == pc);
  CHECK(difference.layer == "conv1");
  CHECK(difference.tile == "tile " + std::to_string(pc));
  CHECK(difference.tensor == "y");
  CHECK(difference.space == Space::activations);
  CHECK(difference.word == word);
  CHECK(difference.group == 0);
  CHECK(difference.row == 0);
  CHECK(difference.column == 5);
  CHECK(difference.lane == 2);
  CHECK(difference.channel == 2);
  CHECK(difference.count == 2);
  CHECK(difference.expected == right);
  CHECK(difference.found == static_cast<std::int8_t>(right + 1));
  CHECK(difference.cycle == 10 * (pc + 1));
  CHECK_THAT(to_string(difference), Catch::Contains("conv1") && Catch::Contains("post") &&
                                        Catch::Contains("lane 2") &&
                                        Catch::Contains(std::to_string(difference.expected)) &&
                                        Catch::Contains("activations word 389"));
}

TEST_CASE("Wrong accumulators, weights, parameters and device bytes are named",
          "[lockstep][planted]") {
  Difference difference = plant(ping_pong_pc(1, Queue::mac), [](State& state) {
    state.accumulators[(32 + 3) * 4 + 1] ^= 1 << 30;
  });
  CHECK(difference.space == Space::accumulators);
  CHECK(difference.word == 35);
  CHECK(difference.column == 3);
  CHECK(difference.lane == 1);
  CHECK(std::abs(difference.expected - difference.found) == 1 << 30);

  difference = plant(0, [](State& state) { state.weights[13] = 99; });
  CHECK(difference.space == Space::weights);
  CHECK(difference.word == 3);
  CHECK(difference.lane == 1);
  CHECK(difference.found == 99);

  difference = plant(1, [](State& state) { state.parameters[2] = -12345; });
  CHECK(difference.space == Space::parameters);
  CHECK(difference.lane == 2);
  CHECK(difference.found == -12345);

  difference = plant(ping_pong_pc(2, Queue::store),
                     [](State& state) { state.segment(2)[2 * 32 + 4 * 6 + 3] ^= std::byte{0x10}; });
  CHECK(difference.space == Space::device);
  CHECK(difference.segment == 2);
  CHECK(difference.word == 2 * 32 + 4 * 6);
  CHECK(difference.column == 6);
  CHECK(difference.lane == 3);
  CHECK(difference.count == 1);
}

TEST_CASE("A store that writes too much is found at the end", "[lockstep][planted]") {
  const Program program = named_ping_pong();
  FakeDevice device(tiny(), [](State& state, std::uint32_t pc) {
    if (pc == ping_pong_pc(3, Queue::store)) state.segment(1)[17] ^= std::byte{0xff};
  });
  const LockstepResult result = run(device, program);
  REQUIRE(result.difference);
  CHECK(result.difference->kind == DifferenceKind::memory);
  CHECK(result.difference->segment == 1);
  CHECK(result.difference->word == 17);
  CHECK(result.difference->expected + result.difference->found == 255);
}

TEST_CASE("Retirements out of order are found", "[lockstep][planted]") {
  const Program program = named_ping_pong();
  FakeDevice device(tiny());
  device.renumber = [](std::uint32_t pc) { return pc == 6 ? 10U : pc; };
  const LockstepResult result = run(device, program);
  REQUIRE(result.difference);
  CHECK(result.difference->kind == DifferenceKind::order);
  CHECK(result.difference->pc == 6);
  CHECK_THAT(result.difference->what, Catch::Contains("instruction 10"));

  device.renumber = [](std::uint32_t) { return 4000000000U; };  // no such instruction
  CHECK(run(device, program).difference->kind == DifferenceKind::order);
}

TEST_CASE("A leaked token is found", "[lockstep][planted]") {
  // The device runs a program whose mac does not wait; the model knows that it should.
  const Program program = named_ping_pong();
  Program hasty = program;
  Instruction mac = decode(hasty.instructions[ping_pong_pc(0, Queue::mac)]);
  mac.pop = 0;
  std::swap(hasty.instructions[ping_pong_pc(0, Queue::mac)], hasty.instructions[2]);
  hasty.instructions[2] = encode(mac);
  FakeDevice device(tiny());
  device.renumber = [](std::uint32_t pc) { return pc == 2 ? 3U : pc == 3 ? 2U : pc; };
  device.load(hasty);
  const LockstepResult result = run_lockstep(program, device);
  REQUIRE(result.difference);
  CHECK(result.difference->kind == DifferenceKind::order);
  CHECK(result.difference->pc == ping_pong_pc(0, Queue::mac));
  CHECK_THAT(result.difference->what, Catch::Contains("tokens"));
}

TEST_CASE("Saturations that an instruction miscounts are found", "[lockstep][planted]") {
  const Program program = named_ping_pong();
  const std::uint32_t post = ping_pong_pc(1, Queue::post);
  FakeDevice device(tiny(), [post](State& state, std::uint32_t pc) {
    if (pc == post) ++state.counts.saturations;
  });
  LockstepResult result = run(device, program);
  REQUIRE(result.difference);
  CHECK(result.difference->kind == DifferenceKind::count);
  CHECK(result.difference->pc == post);
  CHECK_THAT(result.difference->what, Catch::Contains("saturations"));

  FakeDevice high(tiny(), [post](State& state, std::uint32_t pc) {
    if (pc == post) state.counts.high_water |= 1U << 31;  // no accumulator needs it
  });
  result = run(high, program);
  REQUIRE(result.difference);
  CHECK(result.difference->kind == DifferenceKind::outcome);
  CHECK_THAT(result.difference->what, Catch::Contains("high water"));
}

TEST_CASE("A wrong end is found", "[lockstep][planted]") {
  const Program program = named_ping_pong();
  FakeDevice device(tiny());
  device.wrong_status = {Status::done, Status::deadlock};
  const LockstepResult result = run(device, program);
  REQUIRE(result.difference);
  CHECK(result.difference->kind == DifferenceKind::outcome);
  CHECK_THAT(result.difference->what, Catch::Contains("deadlock") && Catch::Contains("done"));
}

TEST_CASE("Wrong counts of bytes are found", "[lockstep][planted]") {
  Program program = named_ping_pong();
  FakeDevice device(tiny());
  const auto outcome_of = [&](std::uint64_t read, std::uint64_t written) {
    device.wrong_bytes_read = read;
    device.wrong_bytes_written = written;
    const LockstepResult result = run(device, program);
    return result.difference ? result.difference->what : "";
  };
  CHECK(outcome_of(0, 0).empty());
  CHECK_THAT(outcome_of(16, 0), Catch::Contains("bytes read"));
  CHECK_THAT(outcome_of(0, 16), Catch::Contains("written on the bus"));
  // Words behind the halt may have been fetched or not.
  program.instructions.push_back(Word{});
  program.source.push_back({});
  CHECK(outcome_of(32, 0).empty());
  CHECK_THAT(outcome_of(0, 16), Catch::Contains("written on the bus"));
}

TEST_CASE("Lanes that a post does not write may hold anything", "[lockstep]") {
  Machine wide = tiny();  // R = 8, C = 4
  wide.name = "wide";
  wide.rows = 8;
  for (const int raw : {0, 1}) {
    ProgramBuilder open(wide);
    open.segment("constants", 64, testing::counting_bytes(64));
    open.add(Load{.memory = 1, .words = 8})
        .add(Load{}, {}, {Queue::mac})
        .add(Mac{.in_w = 1}, {Queue::load}, {Queue::post})
        .add(Post{.y_base = 7, .y_plane = 1, .raw = raw, .lo = -128, .hi = 127}, {Queue::mac});
    const Program program = open.build();
    REQUIRE_NOTHROW(require_no_hazards(wide, program));
    for (const std::size_t wrong_lane : {3U, 4U}) {
      FakeDevice device(wide, [&](State& state, std::uint32_t pc) {
        if (pc == 3) state.activations[7 * 8 + wrong_lane] ^= 1;
      });
      std::fill(device.state.activations.begin(), device.state.activations.end(),
                std::uint8_t{0xaa});
      device.load(program);
      const LockstepResult result = run_lockstep(program, device);
      REQUIRE(result.difference.has_value() == (wrong_lane < 4));
      if (!result.difference) continue;
      CHECK(result.difference->lane == 3);
      CHECK(result.difference->count == 1);
    }
  }
}

TEST_CASE("Programs that trap or deadlock are compared too", "[lockstep]") {
  Program program = named_ping_pong();
  program.instructions[ping_pong_pc(3, Queue::mac)] = Word{};
  FakeDevice device(tiny());
  LockstepResult result = run(device, program);
  CHECK_FALSE(result.difference);
  CHECK(result.device.trap == Trap::illegal_opcode);

  program.instructions[ping_pong_pc(3, Queue::mac)] =
      encode({.operands = Sync{.queue = 1}, .pop = 7});
  result = run(device, program);
  CHECK_FALSE(result.difference);
  CHECK(result.device.status == Status::deadlock);
}

TEST_CASE("Progress is reported", "[lockstep]") {
  const Program program = named_ping_pong();
  FakeDevice device(tiny());
  device.load(program);
  std::vector<std::uint64_t> reports;
  run_lockstep(program, device,
               {.progress = [&](const LockstepProgress& now) { reports.push_back(now.retired); },
                .progress_interval = 5});
  CHECK(reports == std::vector<std::uint64_t>{5, 10, 15});
}

TEST_CASE("Lockstep asks the hazard checker first", "[lockstep]") {
  Program program = named_ping_pong();
  CHECK_NOTHROW(require_no_hazards(tiny(), program));
  Instruction mac = decode(program.instructions[ping_pong_pc(0, Queue::mac)]);
  mac.pop = 0;
  program.instructions[ping_pong_pc(0, Queue::mac)] = encode(mac);
  CHECK_THROWS_WITH(require_no_hazards(tiny(), program), Catch::Contains("RAW"));
  FakeDevice device(find_machine("base"));
  CHECK_THROWS_AS(Lockstep(program, device), Error);
}

}  // namespace
}  // namespace isomer
