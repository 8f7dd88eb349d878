// SPDX-License-Identifier: Apache-2.0
//
// A failed scenario as a file that `isomer replay` runs again. Container "ISOMSCN1": "meta" (JSON:
// where it comes from, memory timing, interruptions, the failure) and "run.N", program files.

#ifndef TOOLS_ISOMER_REGRESS_FILE_H_
#define TOOLS_ISOMER_REGRESS_FILE_H_

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

#include "tools/isomer/regress_run.h"
#include "tools/isomer/regress_scenario.h"

namespace isomer {

struct FailedScenario {
  Scenario scenario;
  ScenarioFailure failure;
};

// Error names the file and the fault.
void save_scenario(const FailedScenario& failed, const std::filesystem::path& path);

// The same on bytes; `file` is only for messages.
FailedScenario decode_scenario(std::span<const std::byte> bytes, std::string_view file);

// Whether the bytes begin as such a file does.
bool is_scenario(std::span<const std::byte> bytes);

}  // namespace isomer

#endif  // TOOLS_ISOMER_REGRESS_FILE_H_
