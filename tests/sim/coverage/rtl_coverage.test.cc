// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/rtl_coverage.h"

#include <catch2/catch.hpp>

#include "isa/container/error.h"

namespace isomer {
namespace {

// "f=a.sv|l=3" with Verilator's separators.
std::string point(const std::string& keys, int count) {
  std::string text = "C '\1";
  for (const char c : keys) text += c == '|' ? '\1' : c == '=' ? '\2' : c;
  return text + "' " + std::to_string(count) + "\n";
}

const std::string kHeader = "# SystemC::Coverage-3\n";

TEST_CASE("Lines run when all of their blocks did, in any instance", "[coverage]") {
  RtlCoverage coverage;
  coverage.add(kHeader + point("f=a.sv|l=2|n=3|page=v_line/m|o=block|S=2|h=TOP.x", 20) +
                   point("f=a.sv|l=3|n=5|page=v_branch/m|o=if|S=3-5,9|h=TOP.x", 0) +
                   point("f=a.sv|l=3|n=6|page=v_branch/m|o=else|h=TOP.x", 7) +
                   point("f=a.sv|l=1|n=9|page=v_toggle/m|o=a[0]|h=TOP.x", 1) +
                   point("f=a.sv|l=1|n=9|page=v_toggle/m|o=a[1]|h=TOP.x", 0),
               "f");
  REQUIRE(coverage.files().size() == 1);
  const RtlFileCoverage one = coverage.files().front();
  CHECK(one.file == "a.sv");
  CHECK(one.lines == 5);
  CHECK(one.lines_hit == 1);
  CHECK(one.missing == std::vector<int>{3, 4, 5, 9});
  CHECK(one.toggles == 2);
  CHECK(one.constant == std::vector<std::string>{"1: a[1]"});

  RtlCoverage other;  // the same place in another instance, with other parameters
  other.add(kHeader + point("f=a.sv|l=3|n=5|page=v_branch/m__N8|o=if|S=3-5,9|h=TOP.y", 1), "g");
  coverage.add(other);
  CHECK(coverage.files().front().lines_hit == 5);
  RtlCoverage again;
  again.add(coverage.to_text(), "h");
  CHECK(again.to_text() == coverage.to_text());
  CHECK(again.files().front().lines_hit == 5);
}

TEST_CASE("A file that is no coverage of Verilator is refused", "[coverage]") {
  RtlCoverage coverage;
  CHECK_THROWS_AS(coverage.add("", "f"), Error);
  CHECK_THROWS_AS(coverage.add(kHeader + "C", "f"), Error);
  CHECK_THROWS_AS(coverage.add(kHeader + point("f=a.sv|l=x", 1), "f"), Error);
  CHECK_THROWS_AS(coverage.add(kHeader + point("f=a.sv|l=1|S=1-2000000000", 1), "f"), Error);
  CHECK_THROWS_WITH(coverage.add(kHeader + "C 'x' many\n", "some.dat"),
                    Catch::Contains("some.dat:2"));
}

}  // namespace
}  // namespace isomer
