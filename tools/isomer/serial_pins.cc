// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/serial_pins.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "isa/container/error.h"

namespace isomer {
namespace {

constexpr int kGroup = 4;  // bits whose parity is taken in one cycle: the inputs of a LUT

struct Module {
  std::string name;
  std::string connections;
  int inputs = 0;  // bits, clock and reset apart
  int outputs = 0;
  bool has_clock = false;
  bool has_reset = false;
};

// "[31:0]" is 32.
int width_of(const std::string& range) {
  int high = -1;
  if (range.starts_with('[')) {
    std::from_chars(range.data() + 1, range.data() + range.size(), high);
  }
  return high + 1;
}

Module parse(std::string_view portlist) {
  Module module;
  std::istringstream words{std::string(portlist)};
  std::string word;
  while (words >> word) {
    if (word == "module") words >> module.name;
    if (word != "input" && word != "output") continue;
    const bool is_input = word == "input";
    std::string range;
    std::string port;
    words >> range >> port;
    std::string bits = port;
    if (port == "clk_i") {
      module.has_clock = true;
    } else if (port == "rst_ni") {
      module.has_reset = true;
    } else {
      int& used = is_input ? module.inputs : module.outputs;
      bits = fmt::format("{}[{} +: {}]", is_input ? "inputs_q" : "outputs", used, width_of(range));
      used += width_of(range);
    }
    module.connections +=
        fmt::format("{}    .{}({})", module.connections.empty() ? "" : ",\n", port, bits);
  }
  return module;
}

}  // namespace

std::string serial_pins(std::string_view portlist, const std::string& file) {
  const Module module = parse(portlist);
  if (module.name.empty() || !module.has_clock || !module.has_reset || module.inputs < 2 ||
      module.outputs < 1) {
    throw Error(fmt::format("{}: no list of the ports of a module with clk_i and rst_ni", file));
  }
  std::string registers;
  std::string parities;
  std::string source = "outputs";
  int level = 0;
  for (int bits = module.outputs; bits > 1 || level == 0; ++level) {
    const std::string parity = fmt::format("parity{}_q", level);
    const int groups = (bits + kGroup - 1) / kGroup;
    registers += fmt::format("  logic [{}-1:0] {};\n", groups, parity);
    for (int g = 0; g < groups; ++g) {
      parities += fmt::format("    {}[{}] <= ^{}[{}:{}];\n", parity, g, source,
                              std::min(bits, kGroup * (g + 1)) - 1, kGroup * g);
    }
    source = parity;
    bits = groups;
  }
  return fmt::format(R"(// SPDX-License-Identifier: Apache-2.0
//
// Generated: {0} behind four pins.
module isomer_pins (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic scan_i,
  output logic scan_o
);

  logic [{1}-1:0] inputs_q;
  logic [{2}-1:0] outputs;
{3}
  always_ff @(posedge clk_i) begin
    inputs_q <= {{inputs_q[{1}-2:0], scan_i}};
{4}  end

  assign scan_o = {5}[0];

  {0} u_{0} (
{6}
  );

endmodule : isomer_pins
)",
                     module.name, module.inputs, module.outputs, registers, parities, source,
                     module.connections);
}

}  // namespace isomer
