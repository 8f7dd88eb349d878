// SPDX-License-Identifier: Apache-2.0
//
// `isomer coverage`: files merge, holes are named, a share can be required.

#include <catch2/catch.hpp>

#include "sim/coverage/coverage_file.h"
#include "tests/tools/command_line.h"
#include "tools/isomer/command.h"
#include "tools/isomer/temporary_folder.h"

namespace isomer {
namespace {

using Catch::Matchers::Contains;

// Coverage of nano in which every reachable bin was hit but `missing` of them.
void save_example(const std::filesystem::path& path, int missing) {
  Coverage one(find_machine("nano"));
  CoverageCounts counts;
  for (const CoverageGroup& group : one.plan().groups)
    for (const std::string& reason : group.unreachable)
      counts.push_back(reason.empty() && missing-- <= 0 ? 1 : 0);
  one.add(1, 10, counts);
  save_coverage({&one, 1}, path);
}

TEST_CASE("Coverage files merge and a share can be required", "[tools][coverage]") {
  const TemporaryFolder folder;
  save_example(folder.path() / "part.json", 2);
  save_example(folder.path() / "full.json", 0);
  const auto part = testing::run_isomer_in(
      folder.path(), {"coverage", "part.json", "--holes", "--require", "100", "--html", "c.html"});
  CHECK(part.code == kFailure);
  CHECK_THAT(part.text, Contains("hole: mac modes: mapping=plain, decoder=integer") &&
                            Contains("unreachable: ") && Contains("the machine has no such"));
  CHECK_THAT(part.complaint, Contains("below the 100 % required"));
  CHECK_THAT(testing::read_text(folder.path() / "c.html"),
             Contains("2 holes") && Contains("mapping=plain, decoder=integer"));

  const auto both =
      testing::run_isomer_in(folder.path(), {"coverage", "part.json", "full.json", "--require",
                                             "100", "--output", "both.json", "--csv", "c.csv"});
  CHECK(both.code == kSuccess);
  CHECK_THAT(both.text, Contains("nano: 2 programs, 20 instructions"));
  CHECK(load_coverage(folder.path() / "both.json").front().holes().empty());
  CHECK_THAT(testing::read_text(folder.path() / "c.csv"),
             Contains("machine,group,bin,count,unreachable") && Contains("nano,\"mac modes\""));
}

TEST_CASE("A bin that was hit though declared unreachable fails", "[tools][coverage]") {
  const TemporaryFolder folder;
  Coverage one(find_machine("nano"));
  one.add(1, 10, CoverageCounts(one.counts().size(), 1));
  save_coverage({&one, 1}, folder.path() / "c.json");
  const auto ran = testing::run_isomer_in(folder.path(), {"coverage", "c.json"});
  CHECK(ran.code == kFailure);
  CHECK_THAT(ran.complaint, Contains("declared unreachable was hit: mac modes: "));
}

TEST_CASE("Lines of the RTL stand beside the bins", "[tools][coverage]") {
  const TemporaryFolder folder;
  save_example(folder.path() / "c.json", 0);
  testing::write_text(
      folder.path() / "rtl.dat",
      "# SystemC::Coverage-3\n"
      "C '\1f\2rtl/core/a.sv\1l\0023\1n\0025\1page\2v_branch/a\1o\2if\1S\0023-5' 0\n");
  const auto ran = testing::run_isomer_in(folder.path(), {"coverage", "c.json", "rtl.dat"});
  CHECK(ran.code == kSuccess);
  CHECK_THAT(ran.text, Contains("rtl/core/a.sv") && Contains("3-5"));
  const auto required =
      testing::run_isomer_in(folder.path(), {"coverage", "rtl.dat", "--require-lines", "98"});
  CHECK(required.code == kFailure);
  CHECK_THAT(required.complaint, Contains("0 of 3 lines of RTL"));
}

}  // namespace
}  // namespace isomer
