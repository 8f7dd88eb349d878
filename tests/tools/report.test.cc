// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/report.h"

#include <catch2/catch.hpp>

#include "isa/container/container.h"
#include "tools/isomer/temporary_folder.h"

namespace isomer {
namespace {

Report sample() {
  return Report::parse(R"({"images": 3, "name": "a b", "exact": true, "rate": 0.25,
      "layers": [{"layer": "conv1", "values": 4704}, {"layer": "fc, last", "values": 10}],
      "group": {"x": 1}})");
}

TEST_CASE("A report prints facts, tables and groups", "[tools][report]") {
  CHECK(to_text(sample()) ==
        "images  3\n"
        "name    a b\n"
        "exact   yes\n"
        "rate    0.25\n"
        "\n"
        "layers:\n"
        "  layer     values\n"
        "  conv1       4704\n"
        "  fc, last      10\n"
        "\n"
        "group:\n"
        "  x  1\n");
  CHECK(to_text(Report::parse(R"({"a": "x\ny\n\nz", "b": 1})")) == "a\n  x\n  y\n\n  z\nb  1\n");
  CHECK(to_text(Report::parse(R"({"t": [{"x": 10}, {"x": null}]})")) == "t:\n   x\n  10\n   -\n");
  CHECK(to_text(Report::parse(R"({"t": []})")) == "t:\n  (none)\n");
}

TEST_CASE("CSV quotes what needs it and takes one object as a row", "[tools][report]") {
  CHECK(to_csv(sample().at("layers")) == "layer,values\nconv1,4704\n\"fc, last\",10\n");
  CHECK(to_csv(sample()) == "images,name,exact,rate\n3,a b,yes,0.25\n");
  CHECK(to_csv(Report::array()).empty());
}

TEST_CASE("A saved report is the report", "[tools][report]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "report.json";
  save_json(sample(), path);
  const std::vector<std::byte> bytes = read_file(path);
  CHECK(Report::parse(reinterpret_cast<const char*>(bytes.data()),
                      reinterpret_cast<const char*>(bytes.data()) + bytes.size()) == sample());
  save_json(sample(), {});  // no path, no file
}

}  // namespace
}  // namespace isomer
