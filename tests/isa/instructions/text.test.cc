// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/text.h"

#include <catch2/catch.hpp>

#include "isa/container/error.h"

namespace isomer {
namespace {

using Catch::Contains;

TEST_CASE("Lines are split into tokens with their columns", "[instructions][text]") {
  const auto lines = split_lines("# only a comment\n\n  mac x=1\tn=\"a b#\"  # c\nend", "a.s");
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].number == 3);
  REQUIRE(lines[0].tokens.size() == 3);
  CHECK(lines[0].tokens[0].text == "mac");
  CHECK(lines[0].tokens[0].column == 3);
  CHECK(lines[0].tokens[2].text == "n=a b#");
  CHECK(lines[0].tokens[2].column == 11);
  CHECK(lines[0].tokens[2].split().value.text == "a b#");
  CHECK(lines[0].tokens[2].split().value.column == 13);
  CHECK(lines[1].number == 4);
  CHECK(split_lines("", "a.s").empty());
  CHECK_THROWS_WITH(split_lines("a\n b \"c", "a.s"), Contains("a.s:2:4: "));
}

TEST_CASE("Any text survives as a token", "[instructions][text]") {
  for (const std::string text : {"plain", "", "two words", "a=b", "#", "\"", "\\", "a\nb", "\\n",
                                 "t\tab", "\"quoted\" and \\ more\n\n"}) {
    const auto lines = split_lines(to_token(text) + " next", "a.s");
    REQUIRE(lines.size() == 1);
    REQUIRE(lines[0].tokens.size() == 2);
    CHECK(lines[0].tokens[0].text == text);
  }
}

TEST_CASE("Numbers are decimal or hexadecimal and checked", "[instructions][text]") {
  const TextLine line{"a.s", 7, {{"x", 1}}};
  const auto read = [&](const std::string& text) {
    return line.integer({text, 5}, "n", -1000, 1000);
  };
  CHECK(read("12") == 12);
  CHECK(read("-12") == -12);
  CHECK(read("0x1F") == 31);
  CHECK(read("-0x1f") == -31);
  for (const char* wrong : {"", "-", "0x", "1.5", "12a", "--1", "-0x-1", "0x-1", "1001", "-1001",
                            "99999999999999999999", " 1", "+1"})
    CHECK_THROWS_WITH(read(wrong), Contains("a.s:7:5: n = '") && Contains("-1000 to 1000"));
}

}  // namespace
}  // namespace isomer
