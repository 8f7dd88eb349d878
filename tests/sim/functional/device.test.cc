// SPDX-License-Identifier: Apache-2.0
#include "sim/functional/device.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "isa/arithmetic/post.h"
#include "isa/container/error.h"
#include "isa/program/builder.h"
#include "isa/random/random.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {

std::int64_t signed_byte(std::span<const std::byte> bytes, int index) {
  return static_cast<std::int8_t>(bytes[static_cast<std::size_t>(index)]);
}

TEST_CASE("Ping-pong: every unit, double-buffered, gives the product", "[functional]") {
  const Machine machine = find_machine(GENERATE("tiny", "base"));
  const int rows = machine.rows;
  const int columns = machine.columns;
  const int tiles = 7;
  const auto device = make_functional_device(machine);
  device->load(testing::ping_pong(machine, tiles));
  Random random(3);
  for (std::byte& byte : device->segment(1)) byte = static_cast<std::byte>(random.between(0, 255));
  const Outcome outcome = device->run();
  REQUIRE(outcome.status == Status::done);
  CHECK(outcome.counters.retired == 2 + 4 * tiles);
  CHECK(outcome.counters.array_cycles == 8 * tiles);
  CHECK(outcome.counters.cycles == 0);

  const auto constants = device->segment(0);
  const int bias_at = (rows * columns + 15) / 16 * 16;
  int differences = 0;
  std::set<std::int64_t> results;
  for (int p = 0; p < tiles * testing::kPingPongPixels; ++p) {
    for (int c = 0; c < columns; ++c) {
      std::int64_t acc =
          2 * (signed_byte(constants, bias_at + 2 * c + 1) * 256 +
               static_cast<std::uint8_t>(constants[static_cast<std::size_t>(bias_at + 2 * c)]));
      for (int r = 0; r < rows; ++r)
        acc +=
            signed_byte(device->segment(1), p * rows + r) * signed_byte(constants, r * columns + c);
      const std::int64_t y = post(acc, {.s1 = 10});
      results.insert(y);
      differences += y == signed_byte(device->segment(2), p * rows + c) ? 0 : 1;
    }
  }
  CHECK(differences == 0);
  CHECK(results.size() > 40);
}

TEST_CASE("A program runs again with other input and nothing left of the first", "[functional]") {
  const Machine machine = find_machine("tiny");
  const Program program = testing::ping_pong(machine, 3);
  const auto used = make_functional_device(machine);
  const auto fresh = make_functional_device(machine);
  used->load(program);
  fresh->load(program);
  std::fill(used->segment(1).begin(), used->segment(1).end(), std::byte{0x55});
  const Outcome first = used->run();
  std::fill(used->segment(1).begin(), used->segment(1).end(), std::byte{0x0e});
  std::fill(fresh->segment(1).begin(), fresh->segment(1).end(), std::byte{0x0e});
  const Outcome second = used->run();
  fresh->run();
  CHECK(std::equal(used->segment(2).begin(), used->segment(2).end(), fresh->segment(2).begin()));
  CHECK(first.counters.retired == second.counters.retired);
  CHECK(first.counters.bytes_read == second.counters.bytes_read);
}

TEST_CASE("Bus traffic is counted in beats of 16 bytes", "[functional]") {
  const Machine machine = find_machine("base");
  const auto device = make_functional_device(machine);
  device->load(testing::ping_pong(machine, 2));
  const Counters counters = device->run().counters;
  const std::uint64_t words = 32 * (2 + 8 + 1);  // instructions and halt
  CHECK(counters.bytes_read == words + 256 + 32 + 2 * 128);
  CHECK(counters.bytes_written == 2 * 128);
}

TEST_CASE("Saturations and the high-water mark are counted at retirement", "[functional]") {
  const Machine machine = find_machine("tiny");
  const int banks = machine.activation_banks;
  ProgramBuilder builder(machine);
  builder.segment("constants", 32, testing::counting_bytes(32, 100));
  builder.add(Load{.memory = 1, .segment = 0, .words = 4, .last_bank = 0}, {}, {Queue::mac});
  builder.add(Load{.segment = 0, .words = 1, .last_bank = 0}, {}, {Queue::mac});
  builder.add(Sync{.queue = 1}, {Queue::load});
  builder.add(Mac{.x_last = 0}, {Queue::load}, {Queue::post});  // about 4 * 100 * 108 each
  const Post post{
      .y_base = machine.activation_bank_words, .y_last = 1, .s1 = 8, .lo = -128, .hi = 127};
  builder.add(post, {Queue::mac}, {});
  Post relu = post;  // 170 fits, and what a ReLU cuts does not count
  relu.lo = 0;
  relu.hi = 255;
  builder.add(relu);
  Post raw = post;
  raw.raw = 1;
  raw.y_last = banks - 1;
  builder.add(raw);
  builder.add(Sync{.queue = 2}, {Queue::mac}, {});  // waits for ever
  builder.add(post);                                // and this one behind it
  const auto device = make_functional_device(machine);
  device->load(builder.build());
  const Outcome outcome = device->run();
  CHECK(outcome.status == Status::deadlock);
  CHECK(outcome.counters.saturations == 4);
  // Column c: (100 + c) * 100 + (104 + c) * 101 + (108 + c) * 102 + (112 + c) * 103.
  CHECK(outcome.counters.high_water == ((43056 | 43462) | (43868 | 44274)));
}

TEST_CASE("A foreign program and an empty device are refused", "[functional]") {
  const auto device = make_functional_device(find_machine("tiny"));
  CHECK_THROWS_AS(device->run(), Error);
  CHECK_THROWS_WITH(device->load(testing::ping_pong(find_machine("base"), 1)),
                    Catch::Contains("base") && Catch::Contains("tiny"));
}

TEST_CASE("Names of statuses and traps", "[functional]") {
  CHECK(to_string(Status::deadlock) == "deadlock");
  CHECK(to_string(Trap::absent_feature) == "absent_feature");
}

}  // namespace
}  // namespace isomer
