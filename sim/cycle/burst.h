// SPDX-License-Identifier: Apache-2.0
//
// One burst on the bus, and when its beats happen.

#ifndef SIM_CYCLE_BURST_H_
#define SIM_CYCLE_BURST_H_

#include <algorithm>
#include <cstdint>

#include "sim/cycle/cycle.h"

namespace isomer::cycle {

inline constexpr int kMaxBeats = 16;         // lines of a burst
inline constexpr int kMaxBursts = 8;         // under way
inline constexpr int kBufferLines = 128;     // of LOAD and of STORE
inline constexpr std::uint64_t kPage = 256;  // lines; no burst crosses a multiple of it

// In the order of priority.
enum class Requester : std::uint8_t { fetch, load, store };

struct Burst {
  Requester from = Requester::fetch;
  std::uint64_t line = 0;  // address / 16
  int beats = 0;
  bool ends_row = false;
};

// Beats a burst can have from `line` on when `left` lines are wanted.
inline int burst_beats(std::uint64_t line, std::uint64_t left) {
  const std::uint64_t limit = std::min<std::uint64_t>(kMaxBeats, kPage - line % kPage);
  return static_cast<int>(std::min(limit, left));
}

// Known from the cycle on in which memory accepts the address.
struct BurstTimes {
  Cycle first = 0;     // beat i: first + i * interval, but not before earliest + i
  Cycle interval = 1;  // at least 1
  Cycle earliest = 0;
  Cycle end = 0;       // the last beat of a read, the answer of a write
  int good_beats = 0;  // those before the first bus error

  Cycle beat(int i) const {
    const auto n = static_cast<Cycle>(i);
    return std::max(first + n * interval, earliest + n);
  }
};

}  // namespace isomer::cycle

#endif  // SIM_CYCLE_BURST_H_
