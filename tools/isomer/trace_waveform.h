// SPDX-License-Identifier: Apache-2.0
//
// Waveforms of the RTL: the work of another executable, whose RTL was Verilated for them.

#ifndef TOOLS_ISOMER_TRACE_WAVEFORM_H_
#define TOOLS_ISOMER_TRACE_WAVEFORM_H_

#include <string>
#include <vector>

#include "sim/rtl/traced_machine.h"
#include "tools/isomer/command.h"

namespace isomer {

// Of "window=FROM:TO" and the name of a file. UsageError.
TraceWindow parse_trace_window(const std::vector<std::string>& words);

// Becomes isomer-trace-rtl, which lies beside this executable, with the arguments of `isomer run`
// but for --trace and its two words. Error says how to build it when it is not there.
int run_with_waveform(const Arguments& arguments, const std::vector<std::string>& words);

}  // namespace isomer

#endif  // TOOLS_ISOMER_TRACE_WAVEFORM_H_
