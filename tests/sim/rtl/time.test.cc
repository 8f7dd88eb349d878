// SPDX-License-Identifier: Apache-2.0
//
// Time: the closed forms of MACHINE.md section 7, and identities of the counters.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "isa/instructions/busy_cycles.h"
#include "isa/instructions/codec.h"
#include "isa/program/builder.h"
#include "isa/random/instructions.h"
#include "isa/random/program.h"
#include "sim/functional/device.h"
#include "sim/rtl/rtl_device.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {

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

// One instruction of every kind and mapping, `width` output columns wide.
std::vector<Operands> instructions(const Machine& machine, std::int32_t width) {
  std::vector<Operands> all;
  for (const std::int32_t kernel : {1, 3})
    for (const std::int32_t mapping : {0, 1, 2, 3})
      for (const std::int32_t stride : {0, 1, 2}) {
        Mac mac = mac_for(machine);
        mac.mapping = mapping;
        mac.out_h = 2;
        mac.out_w = width;
        mac.kernel_w = kernel;
        mac.stride_w = stride;
        mac.groups_out = 2;
        all.emplace_back(mac);
        mac.decoder = static_cast<std::int32_t>(Decoder::table);
        mac.stored_bits = 2;
        all.emplace_back(mac);
      }
  for (const std::int32_t raw : {0, 1})
    all.emplace_back(Post{.groups = 2, .out_w = width, .raw = raw});
  all.emplace_back(MaxPoolInstruction{.out_w = width, .kernel_h = 2, .kernel_w = 3});
  all.emplace_back(AveragePoolInstruction{.out_w = width, .kernel_h = 2, .kernel_w = 3});
  all.emplace_back(AddInstruction{.out_h = 2, .out_w = width});
  all.emplace_back(MultiplyInstruction{.out_h = 2, .out_w = width});
  all.emplace_back(RescaleInstruction{.out_h = 2, .out_w = width});
  all.emplace_back(LookupInstruction{.out_h = 2, .out_w = width});
  for (std::int32_t queue = 0; queue < kQueues; ++queue) all.emplace_back(Sync{.queue = queue});
  return all;
}

TEST_CASE("Busy cycles are the closed forms", "[rtl][time]") {
  for (const char* name : {"tiny", "base", "wide", "nano"}) {
    const Machine machine = find_machine(name);
    for (const std::int32_t width : {1, 3, 17, 30}) {
      for (const Operands& operands : instructions(machine, width)) {
        if (check(encode({.operands = operands}), machine) != Trap::none) continue;
        const Outcome outcome = run(machine, operands);
        INFO(name << ", width " << width << ", operands " << operands.index());
        CHECK(of(outcome, queue_of({.operands = operands})).busy ==
              static_cast<std::uint64_t>(*busy_cycles(machine, operands)));
        if (const auto* mac = std::get_if<Mac>(&operands))
          CHECK(outcome.counters.array_cycles ==
                static_cast<std::uint64_t>(passes(*mac) * mac->out_h * mac->out_w));
      }
    }
  }
}

// The same once more in numbers: base has R = C = 16.
TEST_CASE("Busy cycles of a mac on base", "[rtl][time]") {
  const Machine base = find_machine("base");
  const auto busy = [&](const Mac& mac) { return of(run(base, mac), Queue::mac).busy; };
  CHECK(busy({.out_h = 2, .out_w = 3, .kernel_w = 3}) == 16 + 2 * 16 + 6 + 5);
  CHECK(busy({.out_h = 4, .out_w = 8, .kernel_w = 3}) == 16 + 2 * 32 + 32 + 5);
  CHECK(busy({.decoder = 2, .stored_bits = 2, .out_w = 8}) == 2 + 16 + 8 + 5);
  CHECK(busy({.mapping = 3, .out_h = 4, .out_w = 8, .kernel_w = 3}) == 1 + 3 * 32 + 5);
  CHECK(busy({.mapping = 2, .out_h = 4, .out_w = 8, .groups_out = 2}) == 9 + 2 * 120 + 5);
  CHECK(busy({.mapping = 2, .out_h = 4, .out_w = 8, .stride_w = 2}) == 9 + 3 * 4 * 17 + 5);
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
      device->load(random_program(seed, machine));
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
      functional->load(random_program(seed, machine));
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
