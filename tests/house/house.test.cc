// SPDX-License-Identifier: Apache-2.0

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/house/scan.h"
#include "tests/house/text.h"

namespace isomer::house {
namespace {

std::string describe(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += finding.path + ":" + std::to_string(finding.line) + ": " + finding.rule + ": " +
            finding.text + "\n";
  }
  return text;
}

TEST_CASE("Every source file keeps the rules of the house", "[house]") {
  const std::vector<Source> sources = read_sources(ISOMER_SOURCE_DIR);
  REQUIRE(sources.size() > 50);  // the scanner found the house at all
  std::vector<Finding> findings = check_top_level(ISOMER_SOURCE_DIR);
  for (const Source& source : sources) {
    const std::vector<Finding> more = check_source(source);
    findings.insert(findings.end(), more.begin(), more.end());
  }
  INFO(describe(findings));
  CHECK(findings.empty());
}

// One planted fault: a file of one line below its licence, and the rule that must catch it.
struct Planted {
  std::string path;
  std::string line;
  std::string rule;  // empty: allowed
};

TEST_CASE("Each rule catches its planted fault, and only that", "[house][planted]") {
  const auto planted = GENERATE(values<Planted>({
      {"isa/program/a.cc", "#include \"sim/device.h\"", "arrows"},
      {"isa/program/a.cc", "  #  include  \"sim/device.h\"  // why", "arrows"},
      {"isa/program/a.cc", "// #include \"sim/device.h\"", ""},
      {"isa/program/a.cc", "int float_count, doubled;", ""},
      {"isa/program/a.cc", "#include \"error.h\"", "arrows"},
      {"isa/program/a.cc", "#include \"isa/container/error.h\"", ""},
      {"sim/runner/a.cc", "#include \"train/tensor.h\"", "arrows"},
      {"sim/runner/a.cc", "#include \"tests/support/oracle.h\"", "arrows"},
      {"train/loop.cc", "#include \"tools/isomer/table.h\"", "arrows"},
      {"train/loop.cc", "#include \"sim/device.h\"", ""},
      {"train/loop.cc", "#include \"sim/rtl/device.h\"", "devices"},
      {"train/loop.cc", "#include \"sim/functional/device.h\"", "devices"},
      {"tools/isomer/a.cc", "#include \"sim/rtl/device.h\"", ""},
      {"tools/isomer/a.cc", "#include \"tests/house/scan.h\"", "arrows"},
      {"sim/machine/a.cc", "#include <systemc>", "simulators"},
      {"sim/cycle/a.cc", "#include <systemc>", "simulators"},
      {"sim/systemc/a.cc", "#include <systemc>", ""},
      {"sim/machine/a.cc", "#include <verilated.h>", "simulators"},
      {"train/loop.cc", "#include \"Visomer_tiny.h\"", "simulators"},
      {"sim/rtl/a.cc", "#include \"Visomer_tiny.h\"", ""},
      {"tests/rtl/a.cc", "#include \"Visomer_rnt.h\"", ""},
      {"isa/compiler/a.cc", "const double half = 0.5;", "floats"},
      {"isa/compiler/a.cc", "// no float here, \"double\" nowhere", ""},
      {"isa/compiler/a.cc", "const char* text = \"a float\";", ""},
      {"isa/arithmetic/quantize.cc", "double x = 0;", ""},
      {"tests/isa/a.test.cc", "TEST_CASE(\"Once; twice\", \"[isa]\") {}", "test name"},
      {"tests/isa/a.test.cc", "TEST_CASE(\"Once, twice\", \"[isa]\") {}", ""},
      {"tests/support/oracle_rnt.cc", "#include \"isa/arithmetic/rnt.h\"", "oracle"},
      {"tests/support/oracle_rnt.cc", "#include \"tests/support/oracle.h\"", ""},
      {"tests/conformance/a.cc", "#include \"isa/instructions/word.h\"", "oracle"},
      {"tests/conformance/b.cc", "#include \"tests/support/oracle.h\"", "oracle"},
      {"tests/conformance/a.cc", "#include \"tests/conformance/config.h\"", ""},
      {"tests/conformance/a.test.cc", "#include \"isa/instructions/word.h\"", ""},
  }));
  const Source source{planted.path,
                      {"// SPDX-License-Identifier: Apache-2.0", planted.line, "int last;"}};
  const std::vector<Finding> findings = check_source(source);
  INFO(planted.path << ": " << planted.line << "\n" << describe(findings));
  if (planted.rule.empty()) {
    CHECK(findings.empty());
  } else {
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].rule == planted.rule);
    CHECK(findings[0].line == 2);
  }
}

TEST_CASE("A missing licence, a wrong guard and a long file are caught", "[house][planted]") {
  const std::string licence = "// SPDX-License-Identifier: Apache-2.0";
  const auto rules = [](const Source& source) {
    std::vector<std::string> names;
    for (const Finding& finding : check_source(source)) names.push_back(finding.rule);
    return names;
  };
  const std::vector<std::string> none;
  CHECK(rules({"rtl/core/a.sv", {"module a;"}}) == std::vector<std::string>{"licence"});
  CHECK(rules({"tools/run", {"#!/bin/sh", "# SPDX-License-Identifier: Apache-2.0"}}) == none);
  CHECK(rules({"sim/a.h", {licence, "#ifndef SIM_A_H_"}}) == none);
  CHECK(rules({"sim/a.h", {licence, "#ifndef SIM_B_H_"}}) == std::vector<std::string>{"guard"});
  std::vector<std::string> lines(kMaxLines, licence);
  CHECK(rules({"sim/a.cc", lines}) == none);
  lines.push_back("");
  CHECK(rules({"sim/a.cc", lines}) == std::vector<std::string>{"size"});
}

TEST_CASE("A planted tree shows a forbidden room and file", "[house][planted]") {
  namespace fs = std::filesystem;
  const fs::path root =
      fs::temp_directory_path() / ("isomer_house_planted_" + std::to_string(getpid()));
  fs::remove_all(root);
  fs::create_directories(root / "isa/program");
  fs::create_directories(root / "docs");
  std::ofstream(root / "isa/program/a.cc")
      << "// SPDX-License-Identifier: Apache-2.0\n#include \"train/loss.h\"\n";

  const std::vector<Finding> top = check_top_level(root);
  REQUIRE(top.size() == 1);
  CHECK(top[0].path == "docs");
  const std::vector<Source> sources = read_sources(root);
  REQUIRE(sources.size() == 1);
  CHECK(check_source(sources[0]).size() == 1);
  fs::remove_all(root);
}

TEST_CASE("Comments and strings are not code", "[house]") {
  const std::vector<std::string> lines = {
      R"(int a = 1'000; // float)",
      R"(f("say \"float\"", 'x'); /* double)",
      R"(double */ int b;)",
  };
  const std::vector<std::string> code = code_only(lines);
  CHECK(code[0] == "int a = 1'000; ");
  CHECK(code[1].find("float") == std::string::npos);
  CHECK(code[1].find("f(") == 0);
  CHECK(code[2] == "          int b;");
}

}  // namespace
}  // namespace isomer::house
