// SPDX-License-Identifier: Apache-2.0
//
// A failed scenario made small.

#ifndef TOOLS_ISOMER_REGRESS_SHRINK_H_
#define TOOLS_ISOMER_REGRESS_SHRINK_H_

#include "tools/isomer/regress_file.h"

namespace isomer {

struct ShrunkScenario {
  FailedScenario failed;
  int attempts = 0;
};

// Drops runs, delays of memory and interruptions, then instructions of each run (sim/lockstep/
// shrink.h), while the failure stays of its kind; at most about `seconds`. Programs stay free of
// hazards; of those that are not (or trap), the instructions that fill the memories stay.
ShrunkScenario shrink_scenario(const Machine& machine, const FailedScenario& failed,
                               double seconds);

}  // namespace isomer

#endif  // TOOLS_ISOMER_REGRESS_SHRINK_H_
