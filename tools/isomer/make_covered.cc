// SPDX-License-Identifier: Apache-2.0
//
// Links in place of make_verilated.cc: the RTL counts its lines and toggles.

#include "sim/rtl/covered.h"
#include "tools/isomer/devices.h"

namespace isomer {

std::unique_ptr<RtlMachine> make_verilated(const Machine& machine, std::uint64_t seed) {
  return make_covered_rtl_machine(machine, seed);
}

}  // namespace isomer
