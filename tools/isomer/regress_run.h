// SPDX-License-Identifier: Apache-2.0
//
// Runs a scenario: RTL and cycle device in lockstep with the functional model, and beside each
// other in every retirement and counter.

#ifndef TOOLS_ISOMER_REGRESS_RUN_H_
#define TOOLS_ISOMER_REGRESS_RUN_H_

#include <cstdint>
#include <optional>
#include <string>

#include "sim/coverage/coverage.h"
#include "tools/isomer/regress_scenario.h"

namespace isomer {

struct ScenarioFailure {
  std::string kind;     // "rtl value post": two failures of one kind are taken for one fault
  std::string text;     // for people
  std::size_t run = 0;  // index in Scenario::runs

  friend bool operator==(const ScenarioFailure&, const ScenarioFailure&) = default;
};

struct ScenarioResult {
  std::optional<ScenarioFailure> failure{};
  std::uint64_t programs = 0;      // run on the RTL
  std::uint64_t instructions = 0;  // retired by it
  std::uint64_t cycles = 0;        // of it
  std::uint64_t digest = 0;        // of every retirement and end of it: the same on every computer
};

// `coverage` may be null.
ScenarioResult run_scenario(const Machine& machine, const Scenario& scenario, Coverage* coverage);

}  // namespace isomer

#endif  // TOOLS_ISOMER_REGRESS_RUN_H_
