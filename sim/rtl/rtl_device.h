// SPDX-License-Identifier: Apache-2.0
//
// The RTL as a device: a Verilated machine, device memory, and a host that drives it through its
// registers as a driver would.

#ifndef SIM_RTL_RTL_DEVICE_H_
#define SIM_RTL_RTL_DEVICE_H_

#include <cstdint>
#include <memory>

#include "sim/interruption.h"
#include "sim/memory/burst_schedule.h"
#include "sim/rtl/rtl_machine.h"

namespace isomer {

struct RtlOptions {
  MemoryTiming memory = MemoryTiming::ddr();
  std::uint64_t seed = 1;                      // of what memories hold at power-up
  std::uint64_t watchdog_cycles = 20'000'000;  // without retirement or burst: Error

  // Is told every burst, with its cycles from START, from the first retirement of the run on: those
  // before it then.
  BurstSchedule::Observer bursts = {};
};

// Error when the machine was not Verilated (make_rtl_machine), and from run() when the RTL itself
// fails: an assertion, or no progress within the watchdog's cycles.
std::unique_ptr<InterruptibleDevice> make_rtl_device(const Machine& machine,
                                                     const RtlOptions& options = {});

// A device around that machine, for instance one with a fault.
std::unique_ptr<InterruptibleDevice> make_rtl_device(std::unique_ptr<RtlMachine> machine,
                                                     const RtlOptions& options = {});

}  // namespace isomer

#endif  // SIM_RTL_RTL_DEVICE_H_
