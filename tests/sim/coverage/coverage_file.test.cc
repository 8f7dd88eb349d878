// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/coverage_file.h"

#include <catch2/catch.hpp>

#include "isa/container/error.h"

namespace isomer {
namespace {

// A few counts of each machine.
std::vector<Coverage> example() {
  std::vector<Coverage> machines;
  for (const char* const name : {"tiny", "nano"}) {
    Coverage one(find_machine(name));
    CoverageCounts counts(one.counts().size());
    for (std::size_t i = 0; i < counts.size(); i += 7) counts[i] = i;
    one.add(3, 50, counts);
    machines.push_back(std::move(one));
  }
  return machines;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST_CASE("Coverage survives its file", "[coverage]") {
  const std::vector<Coverage> before = example();
  const std::vector<Coverage> after = decode_coverage(encode_coverage(before), "f");
  REQUIRE(after.size() == before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    CHECK(after[i].machine() == before[i].machine());
    CHECK(after[i].counts() == before[i].counts());
    CHECK(after[i].programs() == 3);
    CHECK(after[i].instructions() == 50);
  }
}

TEST_CASE("Files of several runs merge machine by machine", "[coverage]") {
  std::vector<Coverage> all = example();
  const CoverageCounts once = all[0].counts();
  std::vector<Coverage> more = example();
  more.erase(more.begin() + 1);
  more.emplace_back(find_machine("base"));
  merge_coverage(all, std::move(more));
  REQUIRE(all.size() == 3);
  CHECK(all[0].counts()[7] == 2 * once[7]);
  CHECK(all[1].programs() == 3);
  CHECK(all[2].machine().name == "base");
}

TEST_CASE("A file that is none, or of other bins, is refused", "[coverage]") {
  const std::string text = encode_coverage(example());
  CHECK_THROWS_AS(decode_coverage("", "f"), Error);
  CHECK_THROWS_AS(decode_coverage("[]", "f"), Error);
  CHECK_THROWS_AS(decode_coverage(text.substr(0, text.size() / 2), "f"), Error);
  CHECK_THROWS_AS(decode_coverage(replaced(text, "\"version\":1", "\"version\":2"), "f"), Error);
  CHECK_THROWS_AS(decode_coverage(replaced(text, "\"tokens\":[", "\"tokens\":[1,"), "f"), Error);
  CHECK_THROWS_AS(decode_coverage(replaced(text, "\"tokens\"", "\"other\""), "f"), Error);
  CHECK_THROWS_AS(decode_coverage(replaced(text, "rows = 4", "rows = 5"), "f"), Error);
  CHECK_THROWS_WITH(decode_coverage("{}", "some.json"), Catch::Contains("some.json"));
}

}  // namespace
}  // namespace isomer
