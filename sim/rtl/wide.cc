// SPDX-License-Identifier: Apache-2.0
#include "Visomer_wide.h"
#include "sim/rtl/variants.h"
#include "sim/rtl/verilated_machine.h"

namespace isomer {

std::unique_ptr<RtlMachine> make_wide(const Machine& machine, std::uint64_t seed) {
  return std::make_unique<VerilatedMachine<Visomer_wide>>(machine, seed);
}

}  // namespace isomer
