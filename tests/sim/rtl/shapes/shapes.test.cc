// SPDX-License-Identifier: Apache-2.0
//
// Random programs in lockstep on machines of unusual shapes.
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "Visomer_wide_columns.h"
#include "Visomer_wide_rows.h"
#include "sim/lockstep/lockstep.h"
#include "sim/rtl/rtl_device.h"
#include "sim/rtl/verilated_machine.h"
#include "tests/support/programs_random.h"

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
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      const Program program = testing::random_program(
          seed, machine, {.instructions = 30, .outside_locks = seed % 5 == 4});
      device->load(program);
      const LockstepResult result = run_lockstep(program, *device);
      if (result.difference) {
        INFO(name << ", seed " << seed << "\n" << to_string(*result.difference));
        REQUIRE_FALSE(result.difference);
      }
    }
  }
}

TEST_CASE("Wide rows", "[rtl][shapes]") { run_random_programs<Visomer_wide_rows>("wide_rows"); }

TEST_CASE("Wide columns", "[rtl][shapes]") {
  run_random_programs<Visomer_wide_columns>("wide_columns");
}

}  // namespace
}  // namespace isomer
