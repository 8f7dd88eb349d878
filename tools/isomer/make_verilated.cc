// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/devices.h"

namespace isomer {

std::unique_ptr<RtlMachine> make_verilated(const Machine& machine, std::uint64_t seed) {
  return make_rtl_machine(machine, seed);
}

}  // namespace isomer
