// SPDX-License-Identifier: Apache-2.0
//
// A driver of the machine: registers over AXI4-Lite, START, counters. MACHINE.md section 6.

#ifndef SIM_RTL_HOST_H_
#define SIM_RTL_HOST_H_

#include <cstdint>

#include "sim/device.h"
#include "sim/rtl/rtl_machine.h"

namespace isomer {

class Host {
 public:
  // Register accesses take cycles of the machine and of `memory`.
  Host(RtlMachine& machine, AxiMemory& memory) : machine_(machine), memory_(memory) {}

  void write(std::uint32_t offset, std::uint32_t value);
  std::uint32_t read(std::uint32_t offset);

  void write64(std::uint32_t offset, std::uint64_t value);  // two registers, the low one first
  std::uint64_t read64(std::uint32_t offset);

  Counters read_counters();

 private:
  RtlMachine& machine_;
  AxiMemory& memory_;
};

}  // namespace isomer

#endif  // SIM_RTL_HOST_H_
