// SPDX-License-Identifier: Apache-2.0

#include "isa/program/program.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "isa/container/error.h"
#include "tests/isa/container/hostile.h"
#include "tests/isa/program/example.h"

namespace isomer {
namespace {

using Catch::Contains;
using hostile::Bytes;
using nlohmann::json;

constexpr std::string_view kMagic = "ISOMPRG1";

void read(std::span<const std::byte> bytes) { decode_program(bytes, "a.isoprog"); }

// The example with its metadata changed, under a right checksum.
template <typename Change>
Bytes with_meta(Change change) {
  const Bytes good = encode_program(example_program());
  json meta = json::parse(hostile::section_text(good, kMagic, "meta"));
  change(meta);
  return hostile::with_section(good, kMagic, "meta", meta.dump());
}

TEST_CASE("A program comes back from its file as it was", "[program]") {
  const Program program = example_program();
  const std::string path = "isomer_program_test.isoprog";
  save_program(program, path);
  const Program again = load_program(path);
  std::remove(path.c_str());
  CHECK(same_code(again, program));
  CHECK(same_source(again, program));
  CHECK_THROWS_WITH(load_program(path), Contains(path));
  Program empty;
  CHECK(same_code(decode_program(encode_program(empty), "a"), empty));
}

TEST_CASE("Damaged program files are refused", "[program][hostile]") {
  const Bytes good = encode_program(example_program());
  REQUIRE(hostile::outcome(read, good) == "accepted");
  hostile::refuses_truncation(read, good);
  hostile::refuses_flips(read, good);
  hostile::survives_sealed_flips(read, good);
}

TEST_CASE("Metadata that is missing or of another kind is refused", "[program][hostile]") {
  const json meta =
      json::parse(hostile::section_text(encode_program(example_program()), kMagic, "meta"));
  const std::vector<json> wrong = {nullptr,
                                   true,
                                   -2,
                                   3.5,
                                   "x",
                                   "\n",
                                   json::array(),
                                   json::object(),
                                   json::array({json()}),
                                   std::int64_t{1} << 40,
                                   ~std::uint64_t{0},
                                   std::numeric_limits<std::int64_t>::min()};
  int refused = 0;
  const json leaves = meta.flatten();
  for (const auto& [key, value] : leaves.items()) {  // every leaf, by its path
    const json::json_pointer pointer(key);
    for (const json& replacement : wrong) {
      const std::string result =
          hostile::outcome(read, with_meta([&](json& changed) { changed[pointer] = replacement; }));
      CAPTURE(key, replacement.dump());
      REQUIRE((result == "refused" || result == "accepted"));
      refused += result == "refused" ? 1 : 0;
    }
  }
  CHECK(refused > 300);
  for (const auto& [key, value] : meta.items()) {
    CAPTURE(key);
    CHECK(hostile::outcome(read, with_meta([&](json& changed) { changed.erase(key); })) ==
          "refused");
    CHECK(hostile::outcome(read, with_meta([&](json& changed) { changed[key] = json(); })) ==
          "refused");
  }
  CHECK(hostile::outcome(read, with_meta([](json& changed) { changed = json::array(); })) ==
        "refused");
}

TEST_CASE("Sizes that would need more memory than the file has are refused", "[program][hostile]") {
  const auto refused = [](auto change) {
    return hostile::outcome(read, with_meta(change)) == "refused";
  };
  CHECK(refused([](json& m) { m["segments"][1]["bytes"] = std::uint64_t{1} << 62; }));
  CHECK(refused([](json& m) { m["segments"][1]["bytes"] = kMaxDeviceBytes; }));
  CHECK(refused([](json& m) { m["segments"][1]["bytes"] = 17; }));
  CHECK(refused([](json& m) { m["segments"][0]["bytes"] = 96; }));             // less than its data
  CHECK(refused([](json& m) { m["segments"].push_back(m["segments"][0]); }));  // no section
  CHECK(refused([](json& m) { m["tensors"][0]["shape"] = {2147483647, 2147483647, 2147483647}; }));
  CHECK(refused([](json& m) { m["tensors"][0]["row_bytes"] = ~std::uint64_t{0} - 15; }));
  CHECK(refused([](json& m) { m["tensors"][0]["offset"] = std::uint64_t{1} << 63; }));
  CHECK(refused([](json& m) { m["tensors"][1]["plane_bytes"] = std::uint64_t{1} << 63; }));
  CHECK(refused([](json& m) { m["tensors"][0]["padding"] = {2147483647, 2147483647}; }));
  CHECK(refused([](json& m) { m["batch"] = 2147483647; }));
  // A row of (2 * (2^31 - 1) + 65537) * 2147450881 elements is a few KiB modulo 2^64.
  CHECK(refused([](json& m) {
    m["segments"][1]["bytes"] = 1 << 20;
    json& tensor = m["tensors"][0];
    tensor["shape"] = {2147450881, 1, 65537};
    tensor["padding"] = {2147483647, 2147483647};
    tensor["row_bytes"] = tensor["plane_bytes"] = 1 << 18;
  }));
}

TEST_CASE("Code that is no whole number of words is refused", "[program][hostile]") {
  const Bytes good = encode_program(example_program());
  for (const std::size_t size : {1u, 31u, 33u, 95u})
    CHECK(hostile::outcome(read, hostile::with_section(good, kMagic, "code",
                                                       std::string(size, 'x'))) == "refused");
  // Two words for three lines of source.
  CHECK(hostile::outcome(read, hostile::with_section(good, kMagic, "code", std::string(64, 'x'))) ==
        "refused");
}

TEST_CASE("validate names the entry and the fault", "[program]") {
  const auto refusal = [](auto change) {
    Program program = example_program();
    REQUIRE_NOTHROW(validate(program));
    change(program);
    try {
      validate(program);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK_THAT(refusal([](Program& p) { p.segments.resize(9); }), Contains("9 segments"));
  CHECK_THAT(refusal([](Program& p) { p.segments[1].bytes = 250; }),
             Contains("'input'") && Contains("250"));
  CHECK_THAT(refusal([](Program& p) { p.segments[0].data.resize(129); }),
             Contains("'constants'") && Contains("129"));
  CHECK_THAT(refusal([](Program& p) { p.segments[2].bytes = kMaxDeviceBytes; }),
             Contains("'output'"));
  CHECK_THAT(refusal([](Program& p) { p.tensors[0].segment = 3; }),
             Contains("'image'") && Contains("segment 3"));
  CHECK_THAT(refusal([](Program& p) { p.tensors[0].height = 0; }), Contains("'image'"));
  CHECK_THAT(refusal([](Program& p) { p.tensors[0].format.bits = 17; }), Contains("image"));
  CHECK_THAT(refusal([](Program& p) { p.tensors[0].offset = 8; }), Contains("'image'"));
  CHECK_THAT(refusal([](Program& p) { p.tensors[0].offset = 160; }), Contains("do not fit"));
  CHECK_THAT(refusal([](Program& p) { p.tensors[0].row_bytes = 16; }), Contains("do not fit"));
  CHECK_THAT(refusal([](Program& p) { p.tensors[0].pad_left = 6; }), Contains("do not fit"));
  CHECK_THAT(refusal([](Program& p) { p.tensors[1].name = "image"; }), Contains("twice"));
  CHECK_THAT(refusal([](Program& p) { p.tensors[2].image = 0; }), Contains("twice"));
  CHECK_THAT(refusal([](Program& p) { p.tensors[2].image = 2; }),
             Contains("no image 2 in a batch of 2"));
  CHECK_THAT(refusal([](Program& p) { p.tensors[0].image = -1; }), Contains("no image -1"));
  CHECK_THAT(refusal([](Program& p) { p.batch = 1; }), Contains("no image 1 in a batch of 1"));
  CHECK_THAT(refusal([](Program& p) { p.batch = 0; }), Contains("a batch of 0"));
  CHECK_THAT(refusal([](Program& p) { p.batch = 1025; }), Contains("a batch of 1025"));
  CHECK_THAT(refusal([](Program& p) { p.tensors[0].channels = 65537; }), Contains("of 65537"));
  CHECK_THAT(refusal([](Program& p) { p.tensors[0].pad_right = 65537; }), Contains("of 65537"));
  CHECK_THAT(refusal([](Program& p) { p.tensors[1].channels = p.tensors[1].width = 65536; }),
             Contains("more than 268435456 elements"));
  CHECK_THAT(refusal([](Program& p) {
               p.tensors[1].parts = {1, 4};
             }),
             Contains("5 channels instead of 6"));
  CHECK_THAT(refusal([](Program& p) { p.tensors[1].parts = {6, 0}; }), Contains("0 channels"));
  CHECK_THAT(refusal([](Program& p) {
               p.tensors[1].parts = {2147483647, 2147483647};
             }),
             Contains("instead of 6"));
  CHECK_THAT(refusal([](Program& p) { p.tensors[0].parts = {1, 2}; }), Contains("packed"));
  CHECK(refusal([](Program& p) { p.tensors[1].parts = {2, 4}; }) == "accepted");
  CHECK_THAT(refusal([](Program& p) { p.input = 3; }), Contains("input = 3"));
  CHECK_THAT(refusal([](Program& p) { p.output = -2; }), Contains("output = -2"));
  CHECK_THAT(refusal([](Program& p) { p.source.pop_back(); }), Contains("2 lines for 3"));
  CHECK_THAT(refusal([](Program& p) { p.source[1].layer = 2; }), Contains("line 1: layer = 2"));
  CHECK_THAT(refusal([](Program& p) { p.source[2].tensor = 5; }), Contains("line 2: tensor = 5"));
  CHECK(refusal([](Program& p) { p.tensors[0].offset = 128; }) == "accepted");  // fits exactly
}

TEST_CASE("A program that is not valid is not saved", "[program]") {
  Program program = example_program();
  program.input = 7;
  CHECK_THROWS_AS(encode_program(program), Error);
  program = example_program();
  program.name = "\xff";
  CHECK_THROWS_AS(encode_program(program), Error);
}

}  // namespace
}  // namespace isomer
