// SPDX-License-Identifier: Apache-2.0
//
// Device memory that is not the core's own: where the data of a burst come from or go to.

#ifndef SIM_CYCLE_BURST_PORT_H_
#define SIM_CYCLE_BURST_PORT_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/cycle/cycle.h"

namespace isomer::cycle {

class BurstPort {
 public:
  struct Reply {
    bool is_good = true;  // false: a bus error, nothing was moved
    Cycle delay = 0;      // cycles that it adds to the memory's own
  };

  virtual ~BurstPort() = default;

  // Called in the cycle in which memory accepts the address, bursts of each direction in order.
  // `address` counts from the beginning of State::device.
  virtual Reply read(Cycle now, std::uint64_t address, std::span<std::byte> bytes) = 0;
  virtual Reply write(Cycle now, std::uint64_t address, std::span<const std::byte> bytes) = 0;
};

}  // namespace isomer::cycle

#endif  // SIM_CYCLE_BURST_PORT_H_
