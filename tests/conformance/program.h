// SPDX-License-Identifier: Apache-2.0
//
// Whole programs: queues and tokens of isa/MACHINE.md, section 2, without time.

#ifndef TESTS_CONFORMANCE_PROGRAM_H_
#define TESTS_CONFORMANCE_PROGRAM_H_

#include "tests/conformance/memories.h"

namespace dut {

// Runs `length` instructions at device address `address`; the results of FORMAT.md.
Numbers run_program(Machine& machine, Int address, Int length);

}  // namespace dut

#endif  // TESTS_CONFORMANCE_PROGRAM_H_
