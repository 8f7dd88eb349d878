// SPDX-License-Identifier: Apache-2.0
//
// What an instruction adds to the counters of MACHINE.md section 6, from its fields alone.

#ifndef SIM_MACHINE_TRAFFIC_H_
#define SIM_MACHINE_TRAFFIC_H_

#include <cstdint>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"

namespace isomer {

struct Traffic {
  std::uint64_t array_cycles = 0;   // passes times pixels
  std::uint64_t bytes_read = 0;     // on the bus, 16 per beat; fetch not included
  std::uint64_t bytes_written = 0;  // likewise

  Traffic& operator+=(const Traffic& other) {
    array_cycles += other.array_cycles;
    bytes_read += other.bytes_read;
    bytes_written += other.bytes_written;
    return *this;
  }
};

Traffic traffic_of(const Machine& machine, const Operands& operands);

}  // namespace isomer

#endif  // SIM_MACHINE_TRAFFIC_H_
