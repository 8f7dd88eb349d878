// SPDX-License-Identifier: Apache-2.0

#include "sim/rtl/rtl_device.h"
#include "tools/isomer/devices.h"

namespace isomer {

std::unique_ptr<ObservableDevice> make_rtl(const Machine& machine, const DeviceChoice& device) {
  return make_rtl_device(machine, {.memory = timing_of(device), .seed = device.seed});
}

}  // namespace isomer
