// SPDX-License-Identifier: Apache-2.0
//
// The functional device: values, tokens, traps and deadlocks of MACHINE.md without its time.

#ifndef SIM_FUNCTIONAL_DEVICE_H_
#define SIM_FUNCTIONAL_DEVICE_H_

#include <memory>

#include "sim/device.h"

namespace isomer {

struct FunctionalOptions {
  // Judge every access (hazards.h). The first violation stops the run with Status::aborted, the
  // violation is in Outcome::detail. Of a program that is done, the detail says whether local
  // addresses wrap.
  bool check_hazards = false;
};

std::unique_ptr<Device> make_functional_device(const Machine& machine,
                                               const FunctionalOptions& options = {});

}  // namespace isomer

#endif  // SIM_FUNCTIONAL_DEVICE_H_
