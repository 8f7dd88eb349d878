// SPDX-License-Identifier: Apache-2.0
//
// The cost model of the tile search: rough closed forms of MACHINE.md section 7 and of the memory
// `ddr` (16 bytes a cycle, bursts of 16 beats with a gap, about 70 cycles to the first beat). It
// only ranks tilings; no result depends on it.

#ifndef ISA_COMPILER_COST_H_
#define ISA_COMPILER_COST_H_

#include <algorithm>

#include "isa/hardware/machine.h"

namespace isomer::compiler {

inline constexpr double kTransferLatency = 70;
inline constexpr double kPostOverhead = 12;
inline constexpr double kStoreOverhead = 4;

// Issue, the weights of the first pass, and the drain after the last.
constexpr double mac_overhead(const Machine& machine) { return machine.rows + 6; }

// Bus cycles of `rows` rows of `bytes` each, without the latency.
constexpr double bus_cycles(double rows, double bytes) {
  const double beats = static_cast<double>(static_cast<long>((bytes + 15) / 16));
  return rows * (beats + beats / 16);
}

// What the units of one layer do, summed over its tiles, in cycles.
struct Work {
  double compute = 0;  // the unit that works on what is loaded: the array, or pooling
  double post = 0;
  double load = 0;
  double store = 0;
  double first_load = 0;   // before the first tile can start
  double last_tile = 0;    // after the last mac: its post and store
  bool overlapped = true;  // every operand is double-buffered

  // Units work side by side, loads and stores share the bus. Without double buffering a tile waits
  // for its loads.
  constexpr double cycles() const {
    const double loaded = overlapped ? std::max(compute, load) : compute + load;
    return std::max({loaded, post, load + store}) + first_load + last_tile;
  }
};

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_COST_H_
