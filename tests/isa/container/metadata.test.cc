// SPDX-License-Identifier: Apache-2.0

#include "isa/container/metadata.h"

#include <catch2/catch.hpp>

#include "isa/container/error.h"

namespace isomer {
namespace {

using Catch::Contains;

nlohmann::json parse(std::string_view text) {
  return parse_metadata(std::as_bytes(std::span(text)), "a.bin");
}

TEST_CASE("Metadata of the right kind and range is returned", "[container][metadata]") {
  const nlohmann::json json = parse(
      R"({"n": -3, "u": 18446744073709551615, "t": "x", "b": true, "a": [1, 2],
          "f": {"bits": 8, "signed": false, "exponent": -7}})");
  const Metadata meta(json, "a.bin: ");
  CHECK(meta.at("n").integer(-3, 0) == -3);
  CHECK(meta.at("u").natural() == 18446744073709551615u);
  CHECK(meta.at("t").text() == "x");
  CHECK(meta.at("b").boolean());
  CHECK(meta.at("a").items()[1].size() == 2);
  CHECK(meta.at("f").format() == Format{8, false, -7});
}

TEST_CASE("Other metadata is refused with file and key", "[container][metadata]") {
  const nlohmann::json json = parse(R"({"n": -3, "u": 18446744073709551615, "r": 1.0, "t": "x",
          "f": {"bits": 99, "signed": false, "exponent": -7}, "a": [0, [true]]})");
  const Metadata meta(json, "a.bin: ");
  CHECK_THROWS_WITH(meta.at("x"), Contains("a.bin") && Contains("'x'"));
  CHECK_THROWS_WITH(meta.at("n").integer(-2, 0), Contains("a.bin: n: -3 is outside -2 to 0"));
  CHECK_THROWS_WITH(meta.at("n").natural(), Contains("natural"));
  CHECK_THROWS_WITH(meta.at("u").integer(-5, 5), Contains("18446744073709551615"));
  CHECK_THROWS_WITH(meta.at("r").integer(0, 5), Contains("a.bin: r"));
  CHECK_THROWS_WITH(meta.at("t").boolean(), Contains("a.bin: t"));
  CHECK_THROWS_WITH(meta.at("n").text(), Contains("a.bin: n"));
  CHECK_THROWS_WITH(meta.at("n").items(), Contains("array"));
  CHECK_THROWS_WITH(meta.at("n").at("m"), Contains("object"));
  CHECK_THROWS_WITH(meta.at("f").format(), Contains("a.bin: f.bits: 99"));
  CHECK_THROWS_WITH(meta.at("a").items()[1].items()[0].size(), Contains("a.bin: a[1][0]"));
}

TEST_CASE("What is no JSON is refused, also when nested without end", "[container][metadata]") {
  CHECK_THROWS_AS(parse(""), Error);
  CHECK_THROWS_AS(parse("{\"a\": }"), Error);
  CHECK_THROWS_AS(parse("\"\xff\""), Error);
  CHECK_THROWS_AS(parse(std::string(1000000, '[')), Error);
  CHECK_NOTHROW(parse(std::string(100000, '[') + std::string(100000, ']')));
  CHECK_THROWS_AS(encode_metadata(nlohmann::json("\xff")), Error);
}

}  // namespace
}  // namespace isomer
