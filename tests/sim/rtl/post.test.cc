// SPDX-License-Identifier: Apache-2.0
//
// The post instruction on the RTL: every stage in lockstep, its time, and the counters it feeds.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "isa/instructions/busy_cycles.h"
#include "isa/program/builder.h"
#include "isa/random/instructions.h"
#include "isa/random/random.h"
#include "sim/lockstep/lockstep.h"
#include "sim/rtl/rtl_device.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {

// Loads every memory and fills both accumulator banks: biases shifted anywhere, then products.
class PostPrograms {
 public:
  PostPrograms(std::uint64_t seed, const Machine& machine)
      : random_(seed), machine_(machine), builder_(machine) {
    const int last_bank = machine.activation_banks - 1;
    const int x = segment("x", machine.activation_words(), machine.activation_word_bytes());
    const int w = segment("w", machine.weight_words, machine.weight_word_bytes());
    const int b = segment("b", machine.parameter_words, machine.parameter_word_bytes());
    builder_.add(Load{.segment = x, .words = machine.activation_words(), .last_bank = last_bank});
    builder_.add(Load{.memory = 1, .segment = w, .words = machine.weight_words});
    builder_.add(Load{.memory = 2, .segment = b, .words = machine.parameter_words}, {},
                 {Queue::mac});
    builder_.add(Sync{.queue = static_cast<int>(Queue::mac)}, {Queue::load});
    for (const int bank : {0, 1}) fill(bank);
    builder_.add(Sync{.queue = static_cast<int>(Queue::mac)}, {}, {Queue::post});
    builder_.add(Sync{.queue = static_cast<int>(Queue::post)}, {Queue::mac});
  }

  // Any post of that machine that does not read what it writes.
  Post random_post() {
    Post post = isomer::random_post(random_, machine_);
    while (overlaps_itself(machine_, post)) post = isomer::random_post(random_, machine_);
    return post;
  }

  void add(const Post& post) { builder_.add(post); }

  // Ends with a store of all activations, so that a stray write shows.
  Program build() {
    builder_.add(Sync{.queue = static_cast<int>(Queue::post)}, {}, {Queue::store});
    testing::add_full_store(builder_, machine_, Queue::post);
    return builder_.build();
  }

 private:
  int segment(const char* name, int words, int word_bytes) {
    std::vector<std::byte> data =
        random_bytes(random_, static_cast<std::size_t>((words * word_bytes + 15) / 16 * 16));
    const std::size_t size = data.size();
    return builder_.segment(name, size, std::move(data));
  }

  void fill(int bank) {
    const int pixels = std::min(machine_.accumulator_entries, 8);
    Mac mac = mac_for(machine_);
    mac.mode = static_cast<int>(AccumulateMode::bias);
    mac.in_h = 0;
    mac.out_w = pixels;
    mac.groups_out = machine_.accumulator_entries / pixels;
    mac.acc_base = bank * machine_.accumulator_entries;
    mac.bias_base = random_.between(0, 63);
    mac.bias_shift = random_.between(0, machine_.accumulator_bits - 8);
    builder_.add(mac);
    mac.mode = static_cast<int>(AccumulateMode::accumulate);
    mac.x_signed = 1;
    mac.x_last = all_banks(machine_, 0);
    mac.in_h = 1;
    mac.in_w = 1023;
    mac.stride_w = 1;
    builder_.add(mac);
  }

  Random random_;
  Machine machine_;
  ProgramBuilder builder_;
};

TEST_CASE("Random post instructions in lockstep, with time and counters", "[rtl][post][lockstep]") {
  for (const char* name : {"tiny", "base", "wide", "nano"}) {
    const Machine machine = find_machine(name);
    const auto device = make_rtl_device(machine);
    std::set<std::array<int, 3>> chains;  // raw, affine, add
    std::uint64_t saturations = 0;
    const int programs = machine.activation_words() <= 2048 ? 40 : 6;
    for (int seed = 0; seed < programs; ++seed) {
      PostPrograms post_programs(static_cast<std::uint64_t>(seed), machine);
      // The syncs around them
      std::uint64_t busy = 2 * static_cast<std::uint64_t>(*busy_cycles(machine, Sync{.queue = 2}));
      for (int i = 0; i < 30; ++i) {
        const Post post = post_programs.random_post();
        post_programs.add(post);
        busy += static_cast<std::uint64_t>(*busy_cycles(machine, post));
        chains.insert({post.raw, post.affine, post.add});
      }
      const Program program = post_programs.build();
      device->load(program);
      const LockstepResult result = run_lockstep(program, *device);
      INFO(name << ", seed " << seed << "\n"
                << (result.difference ? to_string(*result.difference) : ""));
      REQUIRE_FALSE(result.difference);
      REQUIRE(result.device.status == Status::done);
      REQUIRE(result.device.counters.queues[static_cast<std::size_t>(Queue::post)].busy == busy);
      saturations += result.device.counters.saturations;
    }
    CHECK(chains.size() ==
          2U * (machine.has_affine != 0 ? 2U : 1U) * (machine.has_add != 0 ? 2U : 1U));
    CHECK(saturations > 0);
  }
}

// A post of one pixel whose accumulators are 3 << 8 in every column.
Outcome run_one(const Machine& machine, const Post& post, std::vector<Retirement>& retirements) {
  ProgramBuilder builder(machine);
  std::vector<std::byte> threes(
      static_cast<std::size_t>(machine.parameter_words * machine.parameter_word_bytes()));
  for (std::size_t i = 0; i < threes.size(); i += 2) threes[i] = std::byte{3};
  const std::size_t size = threes.size();
  const int data = builder.segment("threes", size, std::move(threes));
  builder.add(Load{.memory = 2, .segment = data, .words = machine.parameter_words}, {},
              {Queue::mac});
  builder.add(Mac{.mode = 1, .in_h = 0, .bias_shift = 8}, {Queue::load}, {Queue::post});
  builder.add(post, {Queue::mac});
  builder.add(MaxPoolInstruction{});
  const auto device = make_rtl_device(machine);
  device->load(builder.build());
  retirements.clear();
  return device->run([&retirements](const Retirement& one) {
    if (one.queue == Queue::post) retirements.push_back(one);
    return true;
  });
}

TEST_CASE("Saturations and high water are counted when the instruction retires", "[rtl][post]") {
  for (const char* name : {"tiny", "base"}) {
    const Machine machine = find_machine(name);
    const auto columns = static_cast<std::uint64_t>(machine.columns);
    std::vector<Retirement> retirements;

    Outcome outcome = run_one(machine, {.lo = -128, .hi = 127}, retirements);
    CHECK(outcome.counters.saturations == columns);
    CHECK(outcome.counters.high_water == 0x300);
    REQUIRE(retirements.size() == 2);
    CHECK(retirements[0].saturations == columns);
    CHECK(retirements[1].saturations == 0);  // of max_pool

    CHECK(run_one(machine, {.s1 = 8, .lo = -128, .hi = 127}, retirements).counters.saturations ==
          0);
    CHECK(run_one(machine, {.s1 = 8, .n1 = 2, .lo = -128, .hi = 127}, retirements)
              .counters.saturations == columns);

    // 3 * 3 + 3 = 12; ReLU does not count, another lower bound does
    Post post{.s1 = 8, .lo = 0, .hi = 12, .affine = 1, .n2 = 16};
    CHECK(run_one(machine, post, retirements).counters.saturations == 0);
    post.n2 = 4;
    CHECK(run_one(machine, post, retirements).counters.saturations == columns);
    post.n2 = 16;
    post.hi = 11;
    CHECK(run_one(machine, post, retirements).counters.saturations == columns);
    post.hi = 50;
    post.lo = 13;
    CHECK(run_one(machine, post, retirements).counters.saturations == columns);
    CHECK(
        run_one(machine, {.raw = 1, .n1 = 1, .lo = 5, .hi = 6}, retirements).counters.saturations ==
        0);
    CHECK(retirements.front().saturations == 0);
  }
}

}  // namespace
}  // namespace isomer
