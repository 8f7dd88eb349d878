// SPDX-License-Identifier: Apache-2.0
//
// Cycles of the machine: 0 is the one in which START is accepted (MACHINE.md section 4).

#ifndef SIM_CYCLE_CYCLE_H_
#define SIM_CYCLE_CYCLE_H_

#include <cstdint>
#include <limits>

namespace isomer::cycle {

using Cycle = std::uint64_t;

// Later than anything, and what is not known yet.
inline constexpr Cycle kNever = std::numeric_limits<Cycle>::max();

}  // namespace isomer::cycle

#endif  // SIM_CYCLE_CYCLE_H_
