// SPDX-License-Identifier: Apache-2.0
//
// Random programs in lockstep on machines of unusual shapes.
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "Visomer_16x4.h"
#include "Visomer_32x8.h"
#include "Visomer_8x32.h"
#include "Visomer_pot.h"
#include "isa/random/program.h"
#include "sim/lockstep/lockstep.h"
#include "sim/rtl/rtl_device.h"
#include "sim/rtl/verilated_machine.h"
#include "tests/sim/rtl/mac_programs.h"

namespace isomer {
namespace {

std::string shape(const char* name, const char* file) {
  return std::string(ISOMER_SHAPES) + "/" + name + "/" + file;
}

template <typename Model>
void run_random_programs(const char* name) {
  const Machine machine = load_machine(shape(name, "machine.toml"));
  std::ifstream file(shape(name, "isomer_config_pkg.sv"));
  const std::string package{std::istreambuf_iterator<char>(file), {}};
  INFO("after a change of machine.toml the package must be\n" << config_package(machine));
  CHECK((package == config_package(machine)));

  for (const MemoryTiming& timing : {MemoryTiming::ddr(), MemoryTiming::jittery(3)}) {
    const auto device =
        make_rtl_device(std::make_unique<VerilatedMachine<Model>>(machine, 1), {.memory = timing});
    testing::check_random_macs(*device, 20, 30);
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      const Program program =
          random_program(seed, machine, {.instructions = 30, .outside_locks = seed % 5 == 4});
      device->load(program);
      const LockstepResult result = run_lockstep(program, *device);
      if (result.difference) {
        INFO(name << ", seed " << seed << "\n" << to_string(*result.difference));
        REQUIRE_FALSE(result.difference);
      }
    }
  }
}

TEST_CASE("8 rows, 32 columns", "[rtl][shapes]") { run_random_programs<Visomer_8x32>("8x32"); }

TEST_CASE("32 rows, 8 columns", "[rtl][shapes]") { run_random_programs<Visomer_32x8>("32x8"); }

TEST_CASE("16 rows, 4 columns, 16 bits", "[rtl][shapes]") {
  run_random_programs<Visomer_16x4>("16x4");
}

TEST_CASE("Shifters instead of multipliers", "[rtl][shapes]") {
  run_random_programs<Visomer_pot>("pot");
}

}  // namespace
}  // namespace isomer
