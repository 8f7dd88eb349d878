// SPDX-License-Identifier: Apache-2.0
//
// One test of a regression: programs, the memory that they meet, and what the testbench does in
// between. A pure function of machine, kind and seed.

#ifndef TOOLS_ISOMER_REGRESS_SCENARIO_H_
#define TOOLS_ISOMER_REGRESS_SCENARIO_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/program/program.h"
#include "sim/interruption.h"
#include "sim/memory/memory_timing.h"

namespace isomer {

struct ScenarioRun {
  Program program;
  Interruption interruption{};
  // On a device just powered up, other values in its memories: it must do what it did in the run
  // before, of the same program, cycle by cycle.
  bool is_again = false;
};

struct Scenario {
  std::string machine;
  std::string kind;
  std::uint64_t seed = 0;
  MemoryTiming memory{};
  std::vector<ScenarioRun> runs{};  // one after the other, without a reset
};

struct ScenarioKind {
  const char* name;
  const char* meaning;
};

// Every kind, in the order of the table that `isomer regress` shows.
std::span<const ScenarioKind> scenario_kinds();

// Error when there is no such kind.
Scenario make_scenario(const Machine& machine, const std::string& kind, std::uint64_t seed);

}  // namespace isomer

#endif  // TOOLS_ISOMER_REGRESS_SCENARIO_H_
