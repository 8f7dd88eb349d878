// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "Visomer_tiny_truncate.h"
#include "sim/rtl/rtl_machine.h"
#include "sim/rtl/verilated_machine.h"

namespace isomer {

std::unique_ptr<RtlMachine> make_faulty_rtl_machine(const Machine& machine, std::uint64_t seed,
                                                    Fault fault) {
  if (fault == Fault::none) return make_rtl_machine(machine, seed);
  if (machine.name != "tiny")
    throw Error(
        fmt::format("faults are Verilated for machine 'tiny' only, not for '{}'", machine.name));
  return std::make_unique<VerilatedMachine<Visomer_tiny_truncate>>(machine, seed);
}

}  // namespace isomer
