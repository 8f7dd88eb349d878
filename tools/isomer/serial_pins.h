// SPDX-License-Identifier: Apache-2.0
//
// A module around another that has more ports than a package has pins: its inputs come from a shift
// register, and of its outputs, sampled in each cycle, the parity goes out. So no logic is constant
// or without a reader, and every path from register to register is there.

#ifndef TOOLS_ISOMER_SERIAL_PINS_H_
#define TOOLS_ISOMER_SERIAL_PINS_H_

#include <string>
#include <string_view>

namespace isomer {

// SystemVerilog of module `isomer_pins` (clk_i, rst_ni, scan_i, scan_o) around the module that
// yosys' `portlist` describes; Error when the text is none of it or lacks clk_i or rst_ni.
std::string serial_pins(std::string_view portlist, const std::string& file);

}  // namespace isomer

#endif  // TOOLS_ISOMER_SERIAL_PINS_H_
