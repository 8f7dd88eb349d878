// SPDX-License-Identifier: Apache-2.0
//
// What a netlist is made of, from what yosys' `stat` prints. (Its JSON of several modules is none.)

#ifndef TOOLS_ISOMER_CELL_STATISTICS_H_
#define TOOLS_ISOMER_CELL_STATISTICS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tools/isomer/report.h"

namespace isomer {

// Cells by kind: {"LUT6": 12, "FDRE": 3}.
using Cells = std::map<std::string, std::int64_t>;

// The sums that people compare. Of Xilinx 7 and iCE40 alike.
struct Resources {
  std::int64_t lut = 0;     // look-up tables as logic
  std::int64_t lutram = 0;  // look-up tables as memory or shift register
  std::int64_t ff = 0;      // flip-flops and latches
  std::int64_t carry = 0;   // carry cells: CARRY4 (four bits), SB_CARRY (one)
  std::int64_t dsp = 0;     // multipliers: DSP48E1, SB_MAC16
  double bram = 0;          // block memories: RAMB36E1, RAMB18E1 (half of one), SB_RAM40_4K
};

// Inverters and F7/F8 multiplexers, which take no LUT of their own, and buffers are in none.
Resources resources_of(const Cells& cells);

// One row of the table.
Report to_report(const Resources& resources);

struct ModuleCells {
  std::string module;       // without yosys' parameters
  std::int64_t copies = 0;  // instances, those of all parameters
  Cells cells;              // of all copies, without their submodules'
};

// Every module below and with `top`, most LUTs first. Error when the text is not such statistics or
// has no module `top`; `file` is only for messages.
std::vector<ModuleCells> parse_statistics(std::string_view text, const std::string& top,
                                          const std::string& file);

Cells sum(const std::vector<ModuleCells>& modules);

}  // namespace isomer

#endif  // TOOLS_ISOMER_CELL_STATISTICS_H_
