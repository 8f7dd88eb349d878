// SPDX-License-Identifier: Apache-2.0
//
// Links in place of tools/isomer/make_rtl.cc: the RTL has a fault in one lane.

#include "sim/rtl/rtl_device.h"
#include "tools/isomer/devices.h"

namespace isomer {

std::unique_ptr<ObservableDevice> make_rtl(const Machine& machine, const DeviceChoice& device) {
  return make_rtl_device(make_faulty_rtl_machine(machine, device.seed, Fault::truncate_lane_1),
                         {.memory = timing_of(device), .seed = device.seed});
}

}  // namespace isomer
