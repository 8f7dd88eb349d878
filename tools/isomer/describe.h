// SPDX-License-Identifier: Apache-2.0
//
// Machines, networks and programs as reports.

#ifndef TOOLS_ISOMER_DESCRIBE_H_
#define TOOLS_ISOMER_DESCRIBE_H_

#include <string>

#include "isa/hardware/machine.h"
#include "isa/network/network.h"
#include "isa/program/program.h"
#include "tools/isomer/report.h"

namespace isomer {

Report describe(const Machine& machine);
Report describe(const Network& network);
Report describe(const Program& program);

// "int8 * 2^-7", "uint4 * 2^-8"
std::string to_string(const Format& format);

}  // namespace isomer

#endif  // TOOLS_ISOMER_DESCRIBE_H_
