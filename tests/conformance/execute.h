// SPDX-License-Identifier: Apache-2.0
//
// What each instruction does: isa/MACHINE.md, section 3.

#ifndef TESTS_CONFORMANCE_EXECUTE_H_
#define TESTS_CONFORMANCE_EXECUTE_H_

#include "tests/conformance/encoding.h"
#include "tests/conformance/memories.h"

namespace dut {

void execute_load(Machine& machine, const Instruction& i);
void execute_store(Machine& machine, const Instruction& i);
void execute_mac(Machine& machine, const Instruction& i);
void execute_post(Machine& machine, const Instruction& i);
void execute_pool(Machine& machine, const Instruction& i);    // max_pool and avg_pool
void execute_stored(Machine& machine, const Instruction& i);  // add, multiply, rescale, lookup

// Any instruction; Machine::saturations and high_water are then those of this one.
void execute(Machine& machine, const Instruction& i);

}  // namespace dut

#endif  // TESTS_CONFORMANCE_EXECUTE_H_
