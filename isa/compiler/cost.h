// SPDX-License-Identifier: Apache-2.0
//
// The cost model of the tile search: rough closed forms of MACHINE.md section 7 and of the memory
// `ddr` (16 bytes a cycle, bursts of 16 beats with a gap, about 70 cycles to the first beat). It
// only ranks tilings; no result depends on it.

#ifndef ISA_COMPILER_COST_H_
#define ISA_COMPILER_COST_H_

#include <algorithm>
#include <cstdint>

#include "isa/hardware/machine.h"

namespace isomer::compiler {

inline constexpr std::int64_t kTransferLatency = 70;
inline constexpr std::int64_t kPostOverhead = 12;
inline constexpr std::int64_t kStoreOverhead = 4;

// Issue, the weights of the first pass, and the drain after the last.
constexpr std::int64_t mac_overhead(const Machine& machine) { return machine.rows + 6; }

// Bus cycles of `rows` rows of `bytes` each, without the latency.
constexpr std::int64_t bus_cycles(std::int64_t rows, std::int64_t bytes) {
  const std::int64_t beats = (bytes + 15) / 16;
  return rows * (beats + (beats + 15) / 16);
}

// What the units of one layer do, summed over its tiles, in cycles.
struct Work {
  std::int64_t compute = 0;  // the unit that works on what is loaded: the array, or pooling
  std::int64_t post = 0;
  std::int64_t load = 0;
  std::int64_t store = 0;
  std::int64_t first_load = 0;  // before the first tile can start
  std::int64_t last_tile = 0;   // after the last mac: its post and store
  bool overlapped = true;       // every operand is double-buffered

  // Units work side by side, loads and stores share the bus. Without double buffering a tile waits
  // for its loads.
  constexpr std::int64_t cycles() const {
    const std::int64_t loaded = overlapped ? std::max(compute, load) : compute + load;
    return std::max({loaded, post, load + store}) + first_load + last_tile;
  }
};

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_COST_H_
