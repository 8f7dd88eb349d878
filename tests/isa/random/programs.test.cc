// SPDX-License-Identifier: Apache-2.0
//
// Random programs do what their names promise, on the functional device.
#include <catch2/catch.hpp>
#include <set>

#include "isa/random/illegal_word.h"
#include "isa/random/program.h"
#include "isa/random/token_program.h"
#include "isa/random/trap_program.h"
#include "sim/functional/device.h"

namespace isomer {
namespace {

Outcome run(const Machine& machine, const Program& program, bool check_hazards = true) {
  const auto device = make_functional_device(machine, {.check_hazards = check_hazards});
  device->load(program);
  return device->run();
}

TEST_CASE("Programs of tokens without mistakes finish", "[random]") {
  for (const std::string& name : stock_machines()) {
    const Machine machine = find_machine(name);
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      const int pairs = static_cast<int>(seed % 4) * 100;
      const Outcome outcome = run(machine, random_token_program(seed, machine, {.pairs = pairs}));
      if (outcome.status == Status::done) continue;
      INFO(name << ", seed " << seed << ": " << to_string(outcome.status) << " " << outcome.detail);
      REQUIRE(outcome.status == Status::done);
    }
  }
}

TEST_CASE("Programs of tokens with mistakes deadlock at times", "[random]") {
  const Machine machine = find_machine("tiny");
  std::set<Status> found;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Program program = random_token_program(seed, machine, {.mistakes = 2});
    found.insert(run(machine, program).status);
  }
  CHECK((found == std::set{Status::done, Status::deadlock}));
}

TEST_CASE("Programs that trap do so with their cause", "[random]") {
  for (const std::string& name : stock_machines()) {
    const Machine machine = find_machine(name);
    std::vector<Trap> causes = word_causes(machine);
    for (const Trap cause : {Trap::load_bus, Trap::store_bus, Trap::missing_halt})
      causes.push_back(cause);
    for (const Trap cause : causes) {
      int trapped = 0;
      std::set<std::uint32_t> places;
      for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const Outcome outcome = run(machine, random_trap_program(seed, machine, cause), false);
        const bool is_late = outcome.status == Status::deadlock;  // fetch did not get there
        INFO(name << ", seed " << seed << ": " << to_string(outcome.trap));
        if (!is_late) REQUIRE(outcome.trap == cause);
        trapped += is_late ? 0 : 1;
        if (!is_late) places.insert(outcome.trap_pc);
      }
      CHECK(trapped > 15);
      CHECK(places.size() > (cause == Trap::missing_halt ? 0 : 8));
    }
  }
}

TEST_CASE("The same seed gives the same program", "[random]") {
  const Machine machine = find_machine("tiny");
  const auto same = [](const Program& a, const Program& b) {
    return encode_program(a) == encode_program(b);
  };
  CHECK(same(random_program(7, machine), random_program(7, machine)));
  CHECK_FALSE(same(random_program(7, machine), random_program(8, machine)));
  CHECK(same(random_token_program(7, machine), random_token_program(7, machine)));
  CHECK_FALSE(same(random_token_program(7, machine), random_token_program(8, machine)));
  CHECK(same(random_trap_program(7, machine, Trap::load_bus),
             random_trap_program(7, machine, Trap::load_bus)));
}

}  // namespace
}  // namespace isomer
