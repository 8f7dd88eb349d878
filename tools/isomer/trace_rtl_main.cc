// SPDX-License-Identifier: Apache-2.0
//
// isomer-trace-rtl window=FROM:TO FILE COMMAND...: `isomer` with RTL that writes waveforms. Its
// make_verilated links in place of that of make_verilated.cc.

#include <fmt/core.h>

#include <utility>

#include "tools/isomer/devices.h"
#include "tools/isomer/trace_waveform.h"

namespace isomer {
namespace {

TraceWindow window;
bool has_waveform = false;  // only the first machine writes one

int run(const Arguments& arguments) {
  if (arguments.size() < 3) {
    fmt::print(stderr, "isomer-trace-rtl: `isomer run --trace` starts it as it should be\n");
    return kUsage;
  }
  try {
    window = parse_trace_window({arguments[0], arguments[1]});
  } catch (const UsageError& error) {
    fmt::print(stderr, "isomer-trace-rtl: {}\n", error.what());
    return kUsage;
  }
  return run_isomer({arguments.begin() + 2, arguments.end()});
}

}  // namespace

std::unique_ptr<RtlMachine> make_verilated(const Machine& machine, std::uint64_t seed) {
  if (std::exchange(has_waveform, true)) return make_rtl_machine(machine, seed);
  return make_traced_rtl_machine(machine, seed, window);
}

}  // namespace isomer

int main(int argc, char** argv) { return isomer::run({argv + 1, argv + argc}); }
