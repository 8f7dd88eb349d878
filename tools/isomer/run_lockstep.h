// SPDX-License-Identifier: Apache-2.0
//
// Runs in lockstep with the functional model, keeping the first difference as a file.

#ifndef TOOLS_ISOMER_RUN_LOCKSTEP_H_
#define TOOLS_ISOMER_RUN_LOCKSTEP_H_

#include <filesystem>

#include "isa/container/error.h"
#include "sim/lockstep/lockstep.h"
#include "tools/isomer/devices.h"
#include "tools/isomer/report.h"
#include "tools/isomer/run_images.h"

namespace isomer {

// A run differed: the Error that says so, with its fields.
class LockstepDifference : public Error {
 public:
  LockstepDifference(const std::string& text, Report fields)
      : Error(text), report(std::move(fields)) {}
  Report report;
};

// Each call is one run; a difference is a LockstepDifference, after its reproducer has been
// saved (unless the path is empty). Error at once when the hazard checker refuses the program. The
// program is loaded in the device; both outlive the result.
RunOnce run_in_lockstep(const Program& program, ObservableDevice& device,
                        const DeviceChoice& choice, const std::filesystem::path& reproducer);

}  // namespace isomer

#endif  // TOOLS_ISOMER_RUN_LOCKSTEP_H_
