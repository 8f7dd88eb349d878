// SPDX-License-Identifier: Apache-2.0
//
// Compiled networks: the cycle device beside the RTL, and in lockstep with the functional device.
#include <catch2/catch.hpp>

#include "isa/compiler/compiler.h"
#include "isa/random/program.h"
#include "isa/zoo/random_network.h"
#include "isa/zoo/zoo.h"
#include "sim/cycle/cycle_device.h"
#include "sim/lockstep/lockstep.h"
#include "tests/sim/cycle/comparison.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {

Program compiled(const std::string& topology, const Machine& machine) {
  return compile(random_network(find_topology(topology), 1), machine, {.keep_tensors = false});
}

TEST_CASE("LeNet-5 takes the cycles of the RTL", "[cycle][rtl][network]") {
  for (const char* name : {"base", "tiny"}) {
    const Machine machine = find_machine(name);
    const Program program = compiled("lenet5-mnist", machine);
    for (const MemoryTiming& timing : {MemoryTiming::ddr(), MemoryTiming::stress(4)}) {
      testing::DevicePair pair(machine, timing);
      CHECK(pair.run(program) == "");
      CHECK(pair.outcome.status == Status::done);
    }
  }
}

// Residuals, depthwise windows, gates: each of these networks has instructions of its own.
TEST_CASE("Larger networks take the cycles of the RTL", "[cycle][rtl][network]") {
  const Machine base = find_machine("base");
  testing::DevicePair pair(base, MemoryTiming::ddr());
  for (const char* name : {"resnet8", "lstm"}) {
    CHECK(pair.run(compiled(name, base)) == "");
    CHECK(pair.outcome.status == Status::done);
  }
}

TEST_CASE("Lockstep accepts the cycle device", "[cycle][lockstep]") {
  const Machine tiny = find_machine("tiny");
  const auto device = make_cycle_device(tiny, {.memory = MemoryTiming::slow()});
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Program program = random_program(seed, tiny);
    device->load(program);
    const LockstepResult result = run_lockstep(program, *device);
    if (!result.difference) continue;
    INFO("seed " << seed << "\n" << to_string(*result.difference));
    REQUIRE_FALSE(result.difference);
  }
  const Machine base = find_machine("base");
  const auto large = make_cycle_device(base);
  const Program network = compiled("mobilenetv2", base);
  large->load(network);
  const LockstepResult result = run_lockstep(network, *large);
  INFO((result.difference ? to_string(*result.difference) : ""));
  CHECK_FALSE(result.difference);
  CHECK(result.instructions + 1 == network.instructions.size());
}

TEST_CASE("The cycle device says why it cannot run", "[cycle]") {
  const Machine tiny = find_machine("tiny");
  CHECK_THROWS_WITH(make_cycle_device(tiny, {.memory = MemoryTiming::jittery(1)}),
                    Catch::Contains("jitter"));
  const auto device = make_cycle_device(tiny);
  CHECK_THROWS_WITH(device->run(), Catch::Contains("no program"));
  CHECK_THROWS_WITH(device->load(testing::ping_pong(find_machine("base"), 1)),
                    Catch::Contains("compile it for this machine"));
  device->load(testing::ping_pong(tiny, 3));
  CHECK_THROWS_WITH(device->segment(3), Catch::Contains("no segment 3"));

  int retirements = 0;
  const Outcome stopped = device->run([&](const Retirement&) { return ++retirements < 5; });
  CHECK(stopped.status == Status::running);
  CHECK(retirements == 5);
  CHECK(device->run().status == Status::done);
}

}  // namespace
}  // namespace isomer
