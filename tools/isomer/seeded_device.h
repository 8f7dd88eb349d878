// SPDX-License-Identifier: Apache-2.0
//
// A device whose every run has a seed of its own, so that a series of images meets as many delay
// patterns as it has images, and one run can be repeated alone.

#ifndef TOOLS_ISOMER_SEEDED_DEVICE_H_
#define TOOLS_ISOMER_SEEDED_DEVICE_H_

#include <functional>
#include <memory>

#include "sim/observable.h"

namespace isomer {

// Builds the device of run 0, 1, 2 ...
using DeviceOfRun = std::function<std::unique_ptr<ObservableDevice>(std::int64_t run)>;

// Each run on a new device, with what the segments hold at that time.
std::unique_ptr<ObservableDevice> make_seeded_device(DeviceOfRun make);

}  // namespace isomer

#endif  // TOOLS_ISOMER_SEEDED_DEVICE_H_
