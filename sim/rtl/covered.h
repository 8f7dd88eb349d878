// SPDX-License-Identifier: Apache-2.0
//
// The machine `tiny` Verilated with counters of its lines and toggles: target isomer_rtl_covered,
// with the option ISOMER_RTL_COVERAGE only, since it is several times slower.

#ifndef SIM_RTL_COVERED_H_
#define SIM_RTL_COVERED_H_

#include <cstdint>
#include <memory>

#include "sim/rtl/rtl_machine.h"

namespace isomer {

// Adds its counts, when it is destroyed, to the file rtl-<process>.dat in the folder that the
// environment variable ISOMER_RTL_COVERAGE names (the current one without it), together with those
// of all such machines of the process. Memories and registers are zero at power-up, whatever the
// seed. Error unless the machine is tiny.
std::unique_ptr<RtlMachine> make_covered_rtl_machine(const Machine& machine, std::uint64_t seed);

}  // namespace isomer

#endif  // SIM_RTL_COVERED_H_
