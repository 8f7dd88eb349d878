// SPDX-License-Identifier: Apache-2.0
//
// RTL that writes a waveform: Verilated anew, slower, and only where CMake has ISOMER_RTL_TRACE=ON.

#ifndef SIM_RTL_TRACED_MACHINE_H_
#define SIM_RTL_TRACED_MACHINE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "sim/rtl/rtl_machine.h"

namespace isomer {

// The cycles from START of the first run that are shown, both included.
struct TraceWindow {
  std::uint64_t from = 1;
  std::uint64_t to = 1;
  std::string path;  // of the FST file
};

// As make_rtl_machine, for machines tiny and base. Error when the file cannot be written.
std::unique_ptr<RtlMachine> make_traced_rtl_machine(const Machine& machine, std::uint64_t seed,
                                                    const TraceWindow& window);

// Of one machine each: traced_tiny.cc, traced_base.cc.
std::unique_ptr<RtlMachine> make_traced_tiny(const Machine& machine, std::uint64_t seed,
                                             const TraceWindow& window);
std::unique_ptr<RtlMachine> make_traced_base(const Machine& machine, std::uint64_t seed,
                                             const TraceWindow& window);

}  // namespace isomer

#endif  // SIM_RTL_TRACED_MACHINE_H_
