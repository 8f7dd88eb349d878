// SPDX-License-Identifier: Apache-2.0
//
// The cycle device beside the RTL on one program: every retirement, the end, every counter, every
// segment.

#ifndef TESTS_SIM_CYCLE_COMPARISON_H_
#define TESTS_SIM_CYCLE_COMPARISON_H_

#include <memory>
#include <string>
#include <vector>

#include "isa/program/program.h"
#include "sim/lockstep/timing.h"
#include "sim/observable.h"
#include "sim/rtl/rtl_device.h"

namespace isomer::testing {

inline constexpr DeviceNames kRtlAndCycle = {"rtl", "cycle"};

// Both devices of a machine with that memory, run after run without a reset.
struct DevicePair {
  DevicePair(const Machine& machine, const MemoryTiming& timing);

  // Around an RTL device with that memory, for a machine that is not in stock.
  DevicePair(const Machine& machine, const MemoryTiming& timing,
             std::unique_ptr<ObservableDevice> device);

  // Loads and runs the program; "" or the first difference of the cycle device from the RTL.
  // After a bus error the segments are not compared (MACHINE.md section 5).
  std::string run(const Program& program);

  std::unique_ptr<ObservableDevice> rtl;
  std::unique_ptr<ObservableDevice> cycle;
  Outcome outcome;  // of the last run, on the cycle device
};

// ddr, slow, a memory that takes few bursts at once, one without latency, and late bursts.
std::vector<MemoryTiming> timings(std::uint64_t seed);

}  // namespace isomer::testing

#endif  // TESTS_SIM_CYCLE_COMPARISON_H_
