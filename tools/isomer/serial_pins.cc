// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/serial_pins.h"

#include <fmt/format.h>

#include <charconv>
#include <sstream>

#include "isa/container/error.h"

namespace isomer {
namespace {

constexpr int kGroup = 16;  // outputs whose parity is taken in one cycle

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
  const int groups = (module.outputs + kGroup - 1) / kGroup;
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
  logic [{3}*{4}-1:0] outputs_q;
  logic [{3}-1:0] parity_q;

  always_ff @(posedge clk_i) begin
    inputs_q  <= {{inputs_q[{1}-2:0], scan_i}};
    outputs_q <= ({3}*{4})'(outputs);
    scan_o    <= ^parity_q;
  end

  for (genvar g = 0; g < {3}; g++) begin : gen_group
    always_ff @(posedge clk_i) begin
      parity_q[g] <= ^outputs_q[g*{4} +: {4}];
    end
  end

  {0} u_{0} (
{5}
  );

endmodule : isomer_pins
)",
                     module.name, module.inputs, module.outputs, groups, kGroup,
                     module.connections);
}

}  // namespace isomer
