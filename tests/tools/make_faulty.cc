// SPDX-License-Identifier: Apache-2.0
//
// Links in place of tools/isomer/make_verilated.cc: the RTL has a fault in one lane.

#include "tools/isomer/devices.h"

namespace isomer {

std::unique_ptr<RtlMachine> make_verilated(const Machine& machine, std::uint64_t seed) {
  return make_faulty_rtl_machine(machine, seed, Fault::truncate_lane_1);
}

}  // namespace isomer
