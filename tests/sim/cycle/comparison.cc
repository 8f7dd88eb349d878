// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/cycle/comparison.h"

#include <utility>

#include "sim/cycle/cycle_device.h"
#include "sim/lockstep/compare.h"

namespace isomer::testing {

DevicePair::DevicePair(const Machine& machine, const MemoryTiming& timing)
    : DevicePair(machine, timing, make_rtl_device(machine, {.memory = timing, .seed = 3})) {}

DevicePair::DevicePair(const Machine& machine, const MemoryTiming& timing,
                       std::unique_ptr<ObservableDevice> device)
    : rtl(std::move(device)), cycle(make_cycle_device(machine, {.memory = timing})) {}

std::string DevicePair::run(const Program& program) {
  const Recording expected = record(*rtl, program);
  const Recording found = record(*cycle, program);
  outcome = found.outcome;
  std::string text = compare_recordings(expected, found, kRtlAndCycle);
  if (!text.empty() || is_bus_error(outcome.trap)) return text;
  return compare_all_segments(static_cast<int>(program.segments.size()), *rtl, *cycle);
}

std::vector<MemoryTiming> timings(std::uint64_t seed) {
  MemoryTiming few = MemoryTiming::stress(seed);
  few.max_bursts = 2;
  MemoryTiming narrow = MemoryTiming::stress(seed + 1);
  narrow.bytes_per_cycle = 4;
  narrow.gap = 0;
  narrow.response = 0;
  return {MemoryTiming::ddr(),
          MemoryTiming::slow(),
          few,
          narrow,
          MemoryTiming::stress(seed + 2),
          {.latency = 0, .gap = 0, .response = 0}};
}

}  // namespace isomer::testing
