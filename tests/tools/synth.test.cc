// SPDX-License-Identifier: Apache-2.0
//
// What `isomer synth` makes of the tools' words; the texts are theirs. Synthesis itself takes
// minutes and is no test.

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "isa/container/error.h"
#include "tools/isomer/cell_statistics.h"
#include "tools/isomer/external_tool.h"
#include "tools/isomer/place_and_route.h"
#include "tools/isomer/serial_pins.h"
#include "tools/isomer/temporary_folder.h"

namespace isomer {
namespace {

using Catch::Matchers::Contains;

// isomer_line_fifo of 512 x 64 bits by yosys 0.23, synth_xilinx, twice in a module of two LUTs.
constexpr char kStatistics[] = R"(
5. Printing statistics.

=== $paramod$7d037718358916931dbd6e32b7e07f5971e82ade\isomer_ram ===

   Number of wires:                  8
   Number of wire bits:            221
   Number of processes:              0
   Number of cells:                  1
     RAMB36E1                        1

=== isomer_line_fifo ===

   Number of wires:                 62
   Number of wire bits:            457
   Number of processes:              0
   Number of cells:                225
     $paramod$7d037718358916931dbd6e32b7e07f5971e82ade\isomer_ram      1
     CARRY4                          6
     FDCE                           21
     FDRE                           64
     INV                            22
     LUT2                           25
     LUT3                           64
     LUT4                            1
     LUT5                            4
     LUT6                           11
     MUXF7                           4
     MUXF8                           2

=== pair ===

   Number of cells:                  4
     LUT6                            2
     isomer_line_fifo                2

=== design hierarchy ===

   isomer_line_fifo                  1
     $paramod$7d037718358916931dbd6e32b7e07f5971e82ade\isomer_ram      1

   Number of cells:                225
     RAMB36E1                        1
)";

TEST_CASE("Cells are counted per module and in all", "[tools][synth]") {
  const std::vector<ModuleCells> modules = parse_statistics(kStatistics, "pair", "stat.txt");
  REQUIRE(modules.size() == 3);
  CHECK(modules[0].module == "isomer_line_fifo");
  CHECK(modules[0].copies == 2);
  CHECK(modules[0].cells.at("FDRE") == 128);
  CHECK(modules[2].module == "isomer_ram");
  CHECK(modules[2].copies == 2);
  const Resources all = resources_of(sum(modules));
  CHECK(all.lut == 2 * (25 + 64 + 1 + 4 + 11) + 2);
  CHECK(all.ff == 2 * (21 + 64));
  CHECK(all.carry == 2 * 6);
  CHECK(all.bram == 2);
  CHECK(all.dsp == 0);
  CHECK(all.lutram == 0);
}

TEST_CASE("Cells of both families have their place", "[tools][synth]") {
  const Resources xilinx = resources_of({{"DSP48E1", 3},
                                         {"RAMB18E1", 3},
                                         {"RAM64M", 2},
                                         {"SRL16E", 5},
                                         {"LUT1", 7},
                                         {"INV", 9},
                                         {"BUFG", 1}});
  CHECK(xilinx.dsp == 3);
  CHECK(xilinx.bram == 1.5);
  CHECK(xilinx.lutram == 2 * 4 + 5);
  CHECK(xilinx.lut == 7);
  const Resources ice40 = resources_of(
      {{"SB_LUT4", 1531}, {"SB_DFF", 364}, {"SB_DFFER", 246}, {"SB_RAM40_4K", 8}, {"SB_MAC16", 4}});
  CHECK(ice40.lut == 1531);
  CHECK(ice40.ff == 610);
  CHECK(ice40.bram == 8);
  CHECK(ice40.dsp == 4);
}

TEST_CASE("Statistics without the module are refused", "[tools][synth]") {
  for (const char* text : {"", "=== pair ===", "{\"modules\": {}}"}) {
    CHECK_THROWS_WITH(parse_statistics(text, "isomer_top", "stat.txt"),
                      Contains("stat.txt") && Contains("isomer_top"));
  }
}

TEST_CASE("What a device has and needs is read from nextpnr's log", "[tools][synth]") {
  const Report rows = parse_utilisation(
      "Info: Device utilisation:\n"
      "Info: \t         ICESTORM_LC:  1958/ 7680    25%\n"
      "Info: \t        ICESTORM_RAM:    48/   32   150%\n"
      "\n"
      "Info: Placed 0 cells based on constraints.\n"
      "Info: \t         ICESTORM_LC:  9999/ 7680    25%\n");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("resource") == "ICESTORM_LC");
  CHECK(rows[0].at("used") == 1958);
  CHECK(rows[1].at("available") == 32);
  CHECK(parse_utilisation("ERROR: no such device\n").empty());
}

TEST_CASE("Every attempt of nextpnr has its seed and its files", "[tools][synth]") {
  SynthesisOptions options;
  options.name = "machine";
  options.device = "up5k";
  const std::vector<std::string> words = route_arguments(options, 7);
  const auto value_of = [&](const char* name) {
    const auto found = std::find(words.begin(), words.end(), name);
    REQUIRE(found < words.end() - 1);
    return *(found + 1);
  };
  CHECK(words.front() == "--up5k");
  CHECK(value_of("--package") == "sg48");
  CHECK(value_of("--json") == "machine.json");
  CHECK(value_of("--seed") == "7");
  CHECK(value_of("--report") == "machine.seed-7.json");
  CHECK(route_arguments(options, 8) != words);
}

TEST_CASE("A tool is stopped after its time", "[tools][synth]") {
  const TemporaryFolder folder;
  const ExternalTool shell{"sh", "-c", "dash"};
  CHECK(run_tool(shell, {"-c", "echo one; while :; do :; done"}, folder.path(), "sh.log", "test",
                 1) == kTimedOut);
  CHECK(read_text(folder.path() / "sh.log") == "one\n");
  CHECK(run_tool(shell, {"-c", "exit 3"}, folder.path(), "sh.log", "test", 60) == 3);
}

TEST_CASE("Four pins reach every port", "[tools][synth]") {
  const std::string text = serial_pins(
      "module isomer_x\ninput [0:0] clk_i\ninput [0:0] rst_ni\ninput [0:0] go_i\n"
      "input [15:0] data_i\noutput [31:0] sum_o\noutput [0:0] done_o\n",
      "ports.txt");
  CHECK_THAT(text,
             Contains("isomer_x u_isomer_x (") && Contains(".clk_i(clk_i)") &&
                 Contains(".go_i(inputs_q[0 +: 1])") && Contains(".data_i(inputs_q[1 +: 16])") &&
                 Contains(".sum_o(outputs[0 +: 32])") && Contains(".done_o(outputs[32 +: 1])") &&
                 Contains("logic [17-1:0] inputs_q") && Contains("logic [33-1:0] outputs;"));
  // 33 outputs, 9 parities of them, 3 of those, 1
  CHECK_THAT(text, Contains("parity0_q[8] <= ^outputs[32:32];") &&
                       Contains("parity1_q[2] <= ^parity0_q[8:8];") &&
                       Contains("parity2_q[0] <= ^parity1_q[2:0];") &&
                       Contains("assign scan_o = parity2_q[0];"));
  CHECK_THROWS_WITH(serial_pins("module m\ninput [7:0] a\noutput [0:0] b\n", "ports.txt"),
                    Contains("ports.txt") && Contains("clk_i"));
}

TEST_CASE("A tool that is not there is named with its package", "[tools][synth]") {
  CHECK_THROWS_WITH(version_of({"no-such-synthesizer", "-V", "some-package"}),
                    Contains("no-such-synthesizer") && Contains("apt-get install some-package"));
  const TemporaryFolder folder;
  const ExternalTool shell{"sh", "-c", "dash"};
  CHECK(run_tool(shell, {"-c", "echo one; echo ERROR: two >&2; exit 3"}, folder.path(), "sh.log",
                 "test") == 3);
  CHECK(read_text(folder.path() / "sh.log") == "one\nERROR: two\n");
  CHECK(complaint_in(read_text(folder.path() / "sh.log")) == "ERROR: two");
}

}  // namespace
}  // namespace isomer
