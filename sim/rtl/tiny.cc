// SPDX-License-Identifier: Apache-2.0
#include "Visomer_tiny.h"
#include "sim/rtl/variants.h"
#include "sim/rtl/verilated_machine.h"

namespace isomer {

std::unique_ptr<RtlMachine> make_tiny(const Machine& machine, std::uint64_t seed) {
  return std::make_unique<VerilatedMachine<Visomer_tiny>>(machine, seed);
}

}  // namespace isomer
