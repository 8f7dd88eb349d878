// SPDX-License-Identifier: Apache-2.0
//
// Programs of mac instructions alone, with every decoder and mapping the machine has, and what they
// must take: the closed forms of MACHINE.md section 7.

#ifndef TESTS_SIM_RTL_MAC_PROGRAMS_H_
#define TESTS_SIM_RTL_MAC_PROGRAMS_H_

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <set>
#include <utility>
#include <vector>

#include "isa/hardware/features.h"
#include "isa/instructions/busy_cycles.h"
#include "isa/program/builder.h"
#include "isa/random/instructions.h"
#include "isa/random/random.h"
#include "sim/lockstep/lockstep.h"
#include "tests/support/programs.h"

namespace isomer::testing {

struct MacProgram {
  Program program;
  std::uint64_t busy = 0;                   // of the MAC queue
  std::set<std::pair<int, int>> exercised;  // mapping and decoder
};

// Fills every memory (accumulators through biases), runs `count` random macs and stores the
// activations, so that a stray write shows.
inline MacProgram random_mac_program(std::uint64_t seed, const Machine& machine, int count) {
  Random random(seed);
  ProgramBuilder builder(machine);
  const auto bytes = [&](int words, int word_bytes) {
    return random_bytes(random, static_cast<std::size_t>((words * word_bytes + 15) / 16 * 16));
  };
  const auto segment = [&](const char* name, int words, int word_bytes) {
    std::vector<std::byte> data = bytes(words, word_bytes);
    const std::size_t size = data.size();
    return builder.segment(name, size, std::move(data));
  };
  const int x = segment("x", machine.activation_words(), machine.activation_word_bytes());
  const int w = segment("w", machine.weight_words, machine.weight_word_bytes());
  const int b = segment("b", machine.parameter_words, machine.parameter_word_bytes());
  builder.add(Load{.segment = x,
                   .words = machine.activation_words(),
                   .last_bank = machine.activation_banks - 1});
  builder.add(Load{.memory = 1, .segment = w, .words = machine.weight_words});
  builder.add(Load{.memory = 2, .segment = b, .words = machine.parameter_words}, {}, {Queue::mac});

  std::vector<Mac> macs;
  for (const int bank : {0, 1}) {
    Mac mac = mac_for(machine);
    mac.mode = static_cast<int>(AccumulateMode::bias);
    mac.x_last = all_banks(machine, 0);
    mac.out_w = std::min(machine.accumulator_entries, 512);
    mac.groups_out = (machine.accumulator_entries + 511) / 512;
    mac.acc_base = bank * machine.accumulator_entries;
    macs.push_back(mac);
  }
  for (int i = 0; i < count; ++i) {
    macs.push_back(random_mac(random, machine));
    if (i % 4 != 3) macs.back().x_last = all_banks(machine, macs.back().x_base);
  }
  MacProgram result;
  for (std::size_t i = 0; i < macs.size(); ++i) {
    if (i == 0) {
      builder.add(macs[i], {Queue::load});
    } else if (i + 1 < macs.size()) {
      builder.add(macs[i]);
    } else {
      builder.add(macs[i], {}, {Queue::store});
    }
    result.exercised.insert({macs[i].mapping, macs[i].decoder});
    result.busy += static_cast<std::uint64_t>(*busy_cycles(machine, macs[i]));
  }
  add_full_store(builder, machine, Queue::mac);
  result.program = builder.build();
  return result;
}

// Runs them in lockstep; accumulators and times must agree.
inline void check_random_macs(ObservableDevice& device, int programs, int count) {
  std::set<std::pair<int, int>> exercised;
  for (int seed = 0; seed < programs; ++seed) {
    const MacProgram one =
        random_mac_program(static_cast<std::uint64_t>(seed), device.machine(), count);
    device.load(one.program);
    const LockstepResult result = run_lockstep(one.program, device);
    if (result.difference) {
      INFO(device.machine().name << ", seed " << seed << "\n" << to_string(*result.difference));
      REQUIRE_FALSE(result.difference);
    }
    exercised.insert(one.exercised.begin(), one.exercised.end());
    const auto busy = result.device.counters.queues[static_cast<std::size_t>(Queue::mac)].busy;
    INFO(device.machine().name << ", seed " << seed);
    REQUIRE(result.device.status == Status::done);
    REQUIRE(result.instructions == one.program.instructions.size() - 1);
    REQUIRE(busy == one.busy);
  }
  std::size_t combinations = 1;
  for (const Feature feature : {Feature::mapping, Feature::decoder})
    combinations *= static_cast<std::size_t>(std::popcount(available(device.machine(), feature)));
  CHECK(exercised.size() == combinations);
}

}  // namespace isomer::testing

#endif  // TESTS_SIM_RTL_MAC_PROGRAMS_H_
