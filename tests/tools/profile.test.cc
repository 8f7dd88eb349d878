// SPDX-License-Identifier: Apache-2.0
//
// `isomer profile`: every cycle, byte and saturation of a run belongs to exactly one row.

#include <catch2/catch.hpp>

#include "isa/compiler/compiler.h"
#include "tests/support/networks.h"
#include "tests/tools/command_line.h"
#include "tools/isomer/command.h"
#include "tools/isomer/report.h"
#include "tools/isomer/temporary_folder.h"

namespace isomer {
namespace {

using Catch::Matchers::Contains;

constexpr const char* kSummed[] = {"cycles",     "array",         "busy",       "empty", "token",
                                   "lock",       "push",          "post",       "load",  "store",
                                   "bytes read", "bytes written", "saturations"};

TEST_CASE("Rows of a profile sum to the whole", "[tools][profile]") {
  const TemporaryFolder folder;
  save_network(testing::NetworkBuilder(1, 1, 6, 6)
                   .convolution(4, {3, 3, 1, 1, {}})
                   .fully_connected(10)
                   .build(),
               folder.path() / "net.isonet");
  for (const char* device : {"cycle", "rtl"}) {
    CAPTURE(device);
    const auto ran = testing::run_isomer_in(
        folder.path(), {"profile", "net.isonet", "--machine", "tiny", "--device", device, "--json",
                        "p.json", "--csv", "p.csv"});
    REQUIRE(ran.code == kSuccess);
    CHECK_THAT(ran.text, Contains("share of peak") && Contains("rest") && Contains("whole"));
    const auto json = Report::parse(testing::read_text(folder.path() / "p.json"));
    const Report& rows = json.at("layers");
    REQUIRE(rows.size() == 4);  // two layers, rest, whole
    for (const char* key : kSummed) {
      CAPTURE(key);
      std::int64_t sum = 0;
      for (std::size_t row = 0; row + 1 < rows.size(); ++row) {
        const auto value = rows[row].at(key).get<std::int64_t>();
        CHECK(value >= 0);
        sum += value;
      }
      CHECK(sum == rows.back().at(key).get<std::int64_t>());
    }
    CHECK(rows.back().at("cycles") == json.at("cycles"));
    CHECK(rows[0].at("MACs") == 4 * (4 * 4) * 9);
    CHECK(rows[0].at("busy").get<std::int64_t>() > 0);
    CHECK_THAT(testing::read_text(folder.path() / "p.csv"), Contains("layer,MACs,cycles"));
  }
}

TEST_CASE("A program is profiled as it is", "[tools][profile]") {
  const TemporaryFolder folder;
  const Network network = testing::NetworkBuilder(1, 1, 6, 6).fully_connected(10).build();
  save_program(compile(network, find_machine("tiny")), folder.path() / "net.isoprog");
  const auto run = [&](const Arguments& arguments) {
    return testing::run_isomer_in(folder.path(), arguments);
  };
  CHECK(run({"profile", "net.isoprog", "--device", "cycle"}).code == kSuccess);
  CHECK(run({"profile", "net.isoprog", "--batch", "2"}).code == kUsage);
  const auto functional = run({"profile", "net.isoprog", "--device", "functional"});
  CHECK(functional.code == kUsage);
  CHECK_THAT(functional.complaint, Contains("profile needs a device with time"));
  CHECK_THAT(run({"profile", "--help"}).text, !Contains("functional"));
}

}  // namespace
}  // namespace isomer
