// SPDX-License-Identifier: Apache-2.0
//
// The cycle device: values of the functional semantics, and every retirement in the same cycle as
// the RTL, without a clock. MACHINE.md section 7.

#ifndef SIM_CYCLE_CYCLE_DEVICE_H_
#define SIM_CYCLE_CYCLE_DEVICE_H_

#include <memory>

#include "sim/interruption.h"
#include "sim/memory/burst_schedule.h"

namespace isomer {

struct CycleOptions {
  MemoryTiming memory = MemoryTiming::ddr();  // without jitter
  BurstSchedule::Observer bursts = {};        // is told every burst, with its cycles from START
};

// Any machine. Error when the memory has jitter, and from run() when it shall be reset in the
// middle of a program.
std::unique_ptr<InterruptibleDevice> make_cycle_device(const Machine& machine,
                                                       const CycleOptions& options = {});

}  // namespace isomer

#endif  // SIM_CYCLE_CYCLE_DEVICE_H_
