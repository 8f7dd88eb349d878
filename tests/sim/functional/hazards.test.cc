// SPDX-License-Identifier: Apache-2.0
//
// The hazard checker accepts correct programs and catches a planted fault of every kind.
#include "sim/functional/hazards.h"

#include <catch2/catch.hpp>

#include "isa/instructions/codec.h"
#include "isa/program/builder.h"
#include "isa/random/program.h"
#include "isa/random/random.h"
#include "sim/functional/device.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {

using testing::ping_pong_pc;

const Machine& tiny() {
  static const Machine machine = find_machine("tiny");
  return machine;
}

Outcome judge(const Program& program, const Machine& machine = tiny()) {
  const auto device = make_functional_device(machine, {.check_hazards = true});
  device->load(program);
  return device->run();
}

// The violation names its kind and both instructions.
void check_violation(const Program& program, const std::string& kind, std::uint32_t first,
                     std::uint32_t second) {
  const Outcome outcome = judge(program);
  CHECK(outcome.status == Status::aborted);
  CHECK_THAT(outcome.detail, Catch::StartsWith(kind) &&
                                 Catch::Contains("[" + std::to_string(first) + "]") &&
                                 Catch::Contains("[" + std::to_string(second) + "]"));
}

Program without_pop(Program program, std::uint32_t pc, Queue peer) {
  Instruction instruction = decode(program.instructions[pc]);
  const std::uint32_t bit = 1U << token_bit(queue_of(instruction), peer);
  REQUIRE((instruction.pop & bit) != 0);
  instruction.pop &= ~bit;
  program.instructions[pc] = encode(instruction);
  return program;
}

TEST_CASE("The ping-pong program is accepted, again and again", "[functional][hazard]") {
  for (const char* name : {"tiny", "base"}) {
    const Machine machine = find_machine(name);
    const auto device = make_functional_device(machine, {.check_hazards = true});
    device->load(testing::ping_pong(machine, 6));
    for (int i = 0; i < 2; ++i) {
      const Outcome outcome = device->run();
      INFO(outcome.detail);
      CHECK(outcome.status == Status::done);
    }
  }
}

TEST_CASE("Each token of the ping-pong program is needed", "[functional][hazard]") {
  const Program program = testing::ping_pong(tiny(), 4);
  int pops = 0;
  for (std::uint32_t pc = 0; pc < program.instructions.size(); ++pc) {
    const Instruction instruction = decode(program.instructions[pc]);
    for (int bit = 0; bit < kQueues - 1; ++bit) {
      if (((instruction.pop >> bit) & 1) == 0) continue;
      ++pops;
      const Queue peer = token_peer(queue_of(instruction), bit);
      const Outcome outcome = judge(without_pop(program, pc, peer));
      INFO("instruction " << pc << ": " << outcome.detail);
      CHECK(outcome.status == Status::aborted);
    }
  }
  CHECK(pops == 3 * 4 + 3 * 2);
}

TEST_CASE("RAW: a mac that does not wait for its load", "[functional][hazard]") {
  const std::uint32_t mac = ping_pong_pc(0, Queue::mac);
  check_violation(without_pop(testing::ping_pong(tiny(), 4), mac, Queue::load), "RAW",
                  ping_pong_pc(0, Queue::load), mac);
}

TEST_CASE("WAR: a load that does not wait for the mac before", "[functional][hazard]") {
  const std::uint32_t load = ping_pong_pc(2, Queue::load);
  check_violation(without_pop(testing::ping_pong(tiny(), 4), load, Queue::mac), "WAR",
                  ping_pong_pc(0, Queue::mac), load);
}

TEST_CASE("WAW: a load and a post that write the same word", "[functional][hazard]") {
  ProgramBuilder open(tiny());
  open.segment("constants", 64, testing::counting_bytes(64));
  open.add(Load{.memory = 1, .words = 4})                              // 0
      .add(Load{}, {}, {Queue::mac})                                   // 1
      .add(Mac{.in_w = 1}, {Queue::load}, {Queue::post, Queue::load})  // 2
      .add(Load{}, {Queue::mac})                                       // 3
      .add(Post{.hi = 127}, {Queue::mac});                             // 4
  check_violation(open.build(), "WAW", 3, 4);
}

TEST_CASE("Through device memory: a load of what a store may still be writing",
          "[functional][hazard]") {
  ProgramBuilder open(tiny());
  open.segment("input", 64);
  open.segment("scratch", 64);
  open.add(Load{.words = 4}, {}, {Queue::store})
      .add(Store{.segment = 1, .words = 4}, {Queue::load}, {Queue::load});
  ProgramBuilder correct = open;
  correct.add(Load{.segment = 1, .words = 4, .local = 8}, {Queue::store});
  CHECK(judge(correct.build()).status == Status::done);
  open.add(Load{.segment = 1, .words = 4, .local = 8});
  check_violation(open.build(), "RAW", 1, 2);
}

TEST_CASE("A token orders more than its two instructions", "[functional][hazard]") {
  // load -> mac -> post -> store: the store's read is ordered after the load by the chain.
  ProgramBuilder open(tiny());
  open.segment("input", 64);
  open.segment("output", 64);
  open.add(Load{}, {}, {Queue::mac})
      .add(Sync{.queue = 1}, {Queue::load}, {Queue::post})
      .add(Sync{.queue = 2}, {Queue::mac}, {Queue::store})
      .add(Store{.segment = 1}, {Queue::post});
  CHECK(judge(open.build()).status == Status::done);
}

TEST_CASE("A word that nothing has written", "[functional][hazard]") {
  ProgramBuilder local(tiny());
  local.segment("output", 64);
  local.add(Store{.words = 2, .local = 130, .last_bank = 1});
  const Outcome outcome = judge(local.build());
  CHECK(outcome.status == Status::aborted);
  CHECK_THAT(outcome.detail, Catch::StartsWith("never written") && Catch::Contains("[0] store") &&
                                 Catch::Contains("activations word 130"));

  // In "scratch" the initial data counts, in "input" everything.
  for (const auto& [name, data, status] :
       std::vector<std::tuple<std::string, std::size_t, Status>>{{"scratch", 16, Status::aborted},
                                                                 {"scratch", 17, Status::done},
                                                                 {"output", 0, Status::aborted},
                                                                 {"input", 0, Status::done}}) {
    ProgramBuilder open(tiny());
    open.segment(name, 64, testing::counting_bytes(data));
    open.add(Load{.words = 8});
    INFO(name << " with " << data << " bytes");
    CHECK(judge(open.build()).status == status);
  }
}

TEST_CASE("An access outside the locked banks, the segment, or onto itself",
          "[functional][hazard]") {
  const auto detail = [](const Operands& operands) {
    ProgramBuilder open(tiny());
    open.segment("input", 64);
    open.add(Load{.words = 16}, {}, {Queue::post, Queue::store});
    open.add(Instruction{.operands = operands});
    return judge(open.build()).detail;
  };
  CHECK_THAT(detail(Load{.words = 4, .local = 126}), Catch::StartsWith("outside lock") &&
                                                         Catch::Contains("[1] load") &&
                                                         Catch::Contains("activations word 128"));
  CHECK_THAT(detail(Load{.offset = 4}),
             Catch::StartsWith("outside segment") && Catch::Contains("line 4"));
  CHECK_THAT(detail(Load{.segment = 1}), Catch::StartsWith("outside segment"));
  CHECK_THAT(detail(MaxPoolInstruction{.in_w = 4, .out_w = 2, .y_base = 1}),
             Catch::StartsWith("overlap") && Catch::Contains("[1] max_pool"));
}

TEST_CASE("A word that a post has written in part", "[functional][hazard]") {
  Machine wide = tiny();  // R = 8, C = 4
  wide.name = "wide";
  wide.rows = 8;
  const auto outcome = [&](int groups) {
    ProgramBuilder open(wide);
    open.segment("constants", 64, testing::counting_bytes(64));
    open.segment("output", 64);
    open.add(Load{.memory = 1, .words = 8})
        .add(Load{}, {}, {Queue::mac})
        .add(Mac{.in_w = 1, .groups_out = 1}, {Queue::load}, {})
        .add(Mac{.in_w = 1, .acc_base = 1}, {}, {Queue::post})
        .add(Post{.groups = groups, .y_base = 7, .hi = 127}, {Queue::mac}, {Queue::store})
        .add(Store{.segment = 1, .local = 7}, {Queue::post});
    return judge(open.build(), wide);
  };
  INFO(outcome(2).detail);
  CHECK(outcome(2).status == Status::done);
  CHECK(outcome(1).status == Status::aborted);
  CHECK_THAT(outcome(1).detail, Catch::StartsWith("never written") &&
                                    Catch::Contains("[5] store") &&
                                    Catch::Contains("only 4 of 8 elements"));
}

TEST_CASE("Addresses that wrap are noted and accepted", "[functional][hazard]") {
  const auto judged = [](int words) {
    ProgramBuilder open(tiny());
    open.segment("input", 8192);
    open.add(Load{.words = words, .local = 508, .last_bank = 0}).add(Load{.memory = 1});
    const auto device = make_functional_device(tiny(), {.check_hazards = true});
    device->load(open.build());
    device->run();
    return device->run();
  };
  CHECK(judged(5).status == Status::done);
  CHECK_THAT(judged(5).detail, Catch::StartsWith("local addresses wrap in 1 instructions") &&
                                   Catch::Contains("[0] load") &&
                                   Catch::Contains("word 512 of 512"));
  CHECK(judged(4).status == Status::done);
  CHECK(judged(4).detail.empty());
}

TEST_CASE("The largest load is judged in no time", "[functional][hazard]") {
  ProgramBuilder open(tiny());
  open.segment("input", 64);
  open.add(Load{.memory = 1, .rows = 4095, .planes = 4095, .local_plane = 1});
  const Outcome outcome = judge(open.build());
  INFO(outcome.detail);
  CHECK(outcome.status == Status::done);

  // A program of nothing else asks for no more memory than one of them.
  ProgramBuilder hostile(tiny());
  hostile.segment("input", 64);
  for (int i = 0; i < 50; ++i)
    hostile.add(Load{.rows = 4095, .planes = 4095, .row_stride = 3, .plane_stride = 12285});
  CHECK_THAT(judge(hostile.build()).detail,
             Catch::StartsWith("outside segment") && Catch::Contains("[0] load"));
}

TEST_CASE("Random programs are accepted and give the same with and without the checker",
          "[functional][hazard]") {
  for (const char* const name : {"tiny", "wide", "nano"}) {
    const Machine machine = find_machine(name);
    const auto plain = make_functional_device(machine);
    const auto checked = make_functional_device(machine, {.check_hazards = true});
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      const Program program = random_program(seed, machine);
      plain->load(program);
      checked->load(program);
      const Outcome outcome = checked->run();
      const bool is_equal = outcome.status == plain->run().status &&
                            std::equal(plain->segment(2).begin(), plain->segment(2).end(),
                                       checked->segment(2).begin());
      if (outcome.status != Status::done || !is_equal) {
        INFO(name << ", seed " << seed << ": " << outcome.detail);
        REQUIRE(outcome.status == Status::done);
        REQUIRE(is_equal);
      }
    }
  }
}

}  // namespace
}  // namespace isomer
