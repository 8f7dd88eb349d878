// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/child.h"

#include <catch2/catch.hpp>

#include "isa/container/error.h"

namespace isomer {
namespace {

TEST_CASE("A child reads what we write and we read what it writes", "[tools][child]") {
  Child child("/bin/cat", {});
  std::fputs("one line\n", child.input());
  child.close_input();
  char line[32] = {};
  REQUIRE(std::fgets(line, sizeof(line), child.output()) != nullptr);
  CHECK(std::string(line) == "one line\n");
  CHECK(child.wait() == 0);
}

TEST_CASE("The exit code and the signal of a child are told", "[tools][child]") {
  CHECK(Child("/bin/sh", {"-c", "exit 7"}).wait() == 7);
  CHECK(Child("/bin/sh", {"-c", "kill -9 $$"}).wait() == 128 + 9);
}

TEST_CASE("A child that is gone is no end of ours", "[tools][child]") {
  Child child("/bin/sh", {"-c", "exec <&-; echo closed; exec >&-"});
  while (std::fgetc(child.output()) != EOF) {
  }
  std::fputs("into the void\n", child.input());
  CHECK(std::fflush(child.input()) == EOF);
  CHECK(child.wait() == 0);
  CHECK_THROWS_AS(Child("/nowhere/at/all", {}), Error);
}

}  // namespace
}  // namespace isomer
