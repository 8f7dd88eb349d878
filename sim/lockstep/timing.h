// SPDX-License-Identifier: Apache-2.0
//
// Two runs of one program on devices with time: every retirement, the end, every counter.

#ifndef SIM_LOCKSTEP_TIMING_H_
#define SIM_LOCKSTEP_TIMING_H_

#include <string>
#include <vector>

#include "isa/program/program.h"
#include "sim/observable.h"

namespace isomer {

// What a device with time did in one run.
struct Recording {
  std::vector<Retirement> retirements;
  Outcome outcome;
};

// Loads and runs the program.
Recording record(ObservableDevice& device, const Program& program);

// "" or the first difference, in words: retirements (cycle, queue, instruction, saturations and
// states of the queue), status, trap, counters. `names` are those of the two devices.
struct DeviceNames {
  const char* first;
  const char* second;
};
std::string compare_recordings(const Recording& first, const Recording& second,
                               const DeviceNames& names);

// "" or every counter that differs.
std::string compare_counters(const Counters& first, const Counters& second,
                             const DeviceNames& names);

// "" or the first of the segments that differs. After a bus error they are not comparable
// (MACHINE.md section 5).
std::string compare_all_segments(int segments, Device& first, Device& second);

// "" or the first queue whose five states do not sum to the cycles. MACHINE.md section 4.
std::string check_queue_states(const Counters& counters);

}  // namespace isomer

#endif  // SIM_LOCKSTEP_TIMING_H_
