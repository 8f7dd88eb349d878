// SPDX-License-Identifier: Apache-2.0
#include "Visomer_nano.h"
#include "sim/rtl/variants.h"
#include "sim/rtl/verilated_machine.h"

namespace isomer {

std::unique_ptr<RtlMachine> make_nano(const Machine& machine, std::uint64_t seed) {
  return std::make_unique<VerilatedMachine<Visomer_nano>>(machine, seed);
}

}  // namespace isomer
