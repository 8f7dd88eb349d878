// SPDX-License-Identifier: Apache-2.0
//
// The ports that an instruction locks while it runs: MACHINE.md section 4 (b).

#ifndef SIM_CYCLE_LOCKS_H_
#define SIM_CYCLE_LOCKS_H_

#include <cstdint>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"

namespace isomer::cycle {

// One bit per bank.
struct Locks {
  std::uint64_t read = 0;   // ports of activations
  std::uint64_t write = 0;  // ports of activations
  std::uint64_t accumulators = 0;
  std::uint64_t transfer = 0;  // 1: the one that LOAD and STORE have in common

  bool meet(const Locks& other) const {
    return ((read & other.read) | (write & other.write) | (accumulators & other.accumulators) |
            (transfer & other.transfer)) != 0;
  }
  Locks& operator|=(const Locks& other) {
    read |= other.read;
    write |= other.write;
    accumulators |= other.accumulators;
    transfer |= other.transfer;
    return *this;
  }
};

Locks locks_of(const Machine& machine, const Operands& operands);

}  // namespace isomer::cycle

#endif  // SIM_CYCLE_LOCKS_H_
