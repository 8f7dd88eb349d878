// SPDX-License-Identifier: Apache-2.0

#include "isa/container/suggestion.h"

#include <catch2/catch.hpp>
#include <vector>

namespace isomer {
namespace {

const std::vector<std::string> kWords = {"x_base", "x_last", "w_base", "mode"};

TEST_CASE("The nearest word is suggested", "[container][suggestion]") {
  CHECK(nearest("x_bse", kWords) == "x_base");
  CHECK(nearest("x_laast", kWords) == "x_last");
  CHECK(nearest("mdoe", kWords) == "mode");
  CHECK(nearest("w_base", kWords) == "w_base");
  CHECK(suggestion("modus", kWords) == "; did you mean 'mode'?");
}

TEST_CASE("Without a near word all are listed", "[container][suggestion]") {
  CHECK(nearest("queue_depth", kWords).empty());
  CHECK(nearest("", kWords).empty());
  CHECK(nearest(std::string(1000000, 'x'), kWords).empty());
  CHECK(suggestion("zzz", kWords) == "; legal: x_base, x_last, w_base, mode");
  CHECK(nearest("mode", {}).empty());
}

}  // namespace
}  // namespace isomer
