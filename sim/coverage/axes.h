// SPDX-License-Identifier: Apache-2.0
//
// Axes that several groups have, and the sentences about what a machine lacks.

#ifndef SIM_COVERAGE_AXES_H_
#define SIM_COVERAGE_AXES_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "isa/hardware/machine.h"
#include "sim/coverage/plan.h"

namespace isomer::coverage {

// The integers from first to last.
CoverageAxis number_axis(std::string name, int first, int last);

// 0 and 1.
CoverageAxis flag_axis(std::string name);

// Not negative and negative.
CoverageAxis sign_axis();

CoverageAxis rounding_axis();
std::string no_rounding(const Machine& machine, std::size_t rounding);

// Of the instruction with that mnemonic.
std::string no_instruction(const Machine& machine, std::string_view mnemonic);

// Whether some instruction is legal and yet traps on this machine, which lacks its unit.
bool lacks_something(const Machine& machine);

}  // namespace isomer::coverage

#endif  // SIM_COVERAGE_AXES_H_
