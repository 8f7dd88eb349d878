// SPDX-License-Identifier: Apache-2.0
//
// Time: the closed forms of MACHINE.md section 7, and identities of the counters.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "isa/instructions/codec.h"
#include "sim/functional/device.h"
#include "sim/rtl/rtl_device.h"
#include "tests/support/programs.h"
#include "tests/support/programs_random.h"

namespace isomer {
namespace {

using testing::ProgramBuilder;

const QueueCounters& of(const Outcome& outcome, Queue queue) {
  return outcome.counters.queues[static_cast<std::size_t>(queue)];
}

Outcome run(const Machine& machine, const Operands& operands) {
  const auto device = make_rtl_device(machine);
  device->load(ProgramBuilder(machine).add(operands).build());
  const Outcome outcome = device->run();
  REQUIRE(outcome.status == Status::done);
  REQUIRE(outcome.counters.retired == 1);
  return outcome;
}

TEST_CASE("Busy cycles of mac, post, max_pool and sync", "[rtl][time]") {
  for (const char* name : {"tiny", "base"}) {
    const Machine machine = find_machine(name);
    const auto rows = static_cast<std::uint64_t>(machine.rows);
    for (const std::uint64_t width : {1U, 3U, 17U, 30U}) {
      const auto out_w = static_cast<std::int32_t>(width);
      for (const std::uint64_t kernel : {1U, 3U}) {
        const auto k = static_cast<std::int32_t>(kernel);
        const Outcome outcome =
            run(machine, Mac{.out_h = 2, .out_w = out_w, .kernel_w = k, .groups_out = 2});
        const std::uint64_t pixels = 2 * width;
        const std::uint64_t passes = 2 * kernel;
        CHECK(of(outcome, Queue::mac).busy ==
              rows + (passes - 1) * std::max(pixels, rows) + pixels + 5);
        CHECK(outcome.counters.array_cycles == passes * pixels);
        CHECK(of(run(machine, MaxPoolInstruction{.out_w = out_w, .kernel_h = 2, .kernel_w = k}),
                 Queue::post)
                  .busy == width * 2 * kernel + 5);
      }
      const auto steps = static_cast<std::uint64_t>(machine.columns / machine.post_lanes);
      for (const std::uint64_t raw : {0U, 1U})
        CHECK(of(run(machine,
                     Post{.groups = 2, .out_w = out_w, .raw = static_cast<std::int32_t>(raw)}),
                 Queue::post)
                  .busy == 2 * width * steps * (raw != 0 ? 4 : 1) + 8);
    }
    for (const Queue queue : {Queue::load, Queue::mac, Queue::post, Queue::store})
      CHECK(of(run(machine, Sync{.queue = static_cast<std::int32_t>(queue)}), queue).busy == 2);
  }
}

// From issue to retirement: the burst is shown 2 cycles later, its address is on the bus 3 cycles
// later, the first beat 64 after that, one beat per cycle.
TEST_CASE("Busy cycles of load and store in one burst", "[rtl][time]") {
  const Machine base = find_machine("base");
  ProgramBuilder builder(base);
  const int data = builder.segment("data", 4096);
  for (const std::uint64_t words : {1U, 7U, 16U}) {
    const auto count = static_cast<std::int32_t>(words);
    const auto device = make_rtl_device(base);
    ProgramBuilder load = builder;
    device->load(load.add(Load{.segment = data, .words = count}).build());
    // ... the word is written in the cycle after its beat, retirement follows.
    CHECK(of(device->run(), Queue::load).busy == 3 + 64 + words + 2);
    ProgramBuilder store = builder;
    device->load(store.add(Store{.segment = data, .words = count}).build());
    // ... two cycles from the last word's request to the burst; the answer 32 after the last beat.
    CHECK(of(device->run(), Queue::store).busy ==
          2 + (words - 1) + 2 + 1 + 64 + words - 1 + 32 + 2);
  }
}

TEST_CASE("Counters agree with each other", "[rtl][time]") {
  for (const char* name : {"tiny", "base"}) {
    const Machine machine = find_machine(name);
    const auto device = make_rtl_device(machine);
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      device->load(testing::random_program(seed, machine));
      std::uint64_t retirements = 0;
      std::uint64_t last = 0;
      const Outcome outcome = device->run([&](const Retirement& retirement) {
        ++retirements;
        last = std::max(last, retirement.cycle);
        return true;
      });
      REQUIRE(outcome.status == Status::done);
      for (const QueueCounters& queue : outcome.counters.queues)
        CHECK(queue.empty + queue.token + queue.lock + queue.busy + queue.push ==
              outcome.counters.cycles);
      CHECK(outcome.counters.retired == retirements);
      CHECK(last < outcome.counters.cycles);
      const auto functional = make_functional_device(machine);
      functional->load(testing::random_program(seed, machine));
      const Counters expected = functional->run().counters;
      CHECK(outcome.counters.bytes_read == expected.bytes_read);
      CHECK(outcome.counters.bytes_written == expected.bytes_written);
    }
  }
}

// However a program ends, each queue was in one state in each cycle.
void check_states(const Counters& counters) {
  CHECK(counters.cycles > 0);
  for (const QueueCounters& queue : counters.queues)
    CHECK(queue.empty + queue.token + queue.lock + queue.busy + queue.push == counters.cycles);
}

TEST_CASE("The states of a queue sum to the cycles after any end", "[rtl][time]") {
  const Machine tiny = find_machine("tiny");
  std::vector<std::pair<Program, Status>> programs;
  for (const testing::TokenProgram& one : testing::token_programs(tiny))
    programs.emplace_back(one.program, one.status);
  for (const Operands& last :
       std::vector<Operands>{Sync{}, Load{.segment = 7}, Store{.segment = 7}, Mac{.out_w = 0}}) {
    Program program = testing::ping_pong(tiny, 3);  // every queue does something
    program.instructions.back() = encode({.operands = last});
    programs.emplace_back(program, Status::trap);
  }
  std::set<Status> ends;
  for (const MemoryTiming& timing : {MemoryTiming::ddr(), MemoryTiming::jittery(2)}) {
    const auto device = make_rtl_device(tiny, {.memory = timing});
    for (const auto& [program, status] : programs) {
      device->load(program);
      const Outcome outcome = device->run();
      CHECK(outcome.status == status);
      check_states(outcome.counters);
      ends.insert(outcome.status);
    }
  }
  CHECK(ends == std::set<Status>{Status::done, Status::trap, Status::deadlock});
}

TEST_CASE("The same program takes the same cycles again", "[rtl][time]") {
  const Machine tiny = find_machine("tiny");
  const Program program = testing::ping_pong(tiny, 4);
  std::vector<std::uint64_t> cycles;
  for (const std::uint64_t seed : {1U, 2U})
    for (int again = 0; again < 2; ++again) {
      const auto device = make_rtl_device(tiny, {.seed = seed});
      device->load(program);
      cycles.push_back(device->run().counters.cycles);
      cycles.push_back(device->run().counters.cycles);
    }
  for (const std::uint64_t count : cycles) CHECK(count == cycles.front());
}

}  // namespace
}  // namespace isomer
