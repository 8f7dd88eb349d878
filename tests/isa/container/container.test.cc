// SPDX-License-Identifier: Apache-2.0

#include "isa/container/container.h"

#include <catch2/catch.hpp>

#include "isa/container/error.h"
#include "tests/isa/container/hostile.h"

namespace isomer {
namespace {

using Catch::Contains;
using hostile::Bytes;

Bytes bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

Container example() {
  Container container;
  container.magic = "ISOMTEST";
  container.version = 3;
  container.sections["meta"] = bytes_of("{\"a\": 1}");
  container.sections["empty"] = {};
  container.sections["data"] = bytes_of(std::string_view("\0\1\2\3\377", 5));
  return container;
}

void read_example(std::span<const std::byte> bytes) {
  decode_container(bytes, "ISOMTEST", 3, "test.bin");
}

// Bytes [at, at + size) replaced by a little-endian number, checksum made right.
Bytes with_number(std::size_t at, std::size_t size, std::uint64_t value) {
  Bytes bytes = encode_container(example());
  for (std::size_t i = 0; i < size; ++i)
    bytes[at + i] = static_cast<std::byte>(value >> (8 * i) & 0xFF);
  hostile::seal(bytes);
  return bytes;
}

TEST_CASE("A container comes back as it was", "[container]") {
  const Container container = example();
  const Container again = decode_container(encode_container(container), "ISOMTEST", 3, "test.bin");
  CHECK(again.magic == container.magic);
  CHECK(again.version == 3);
  CHECK(again.sections == container.sections);
  CHECK(again.section("data", "test.bin").size() == 5);
}

TEST_CASE("The bytes of a container are those of the format", "[container]") {
  Container container;
  container.magic = "ISOMTEST";
  container.version = 2;
  container.sections["ab"] = bytes_of("xyz");
  Bytes want =
      bytes_of(std::string_view("ISOMTEST"
                                "\2\0\0\0"
                                "\1\0\0\0"
                                "\2\0\0\0"
                                "ab"
                                "\3\0\0\0\0\0\0\0"
                                "xyz",
                                33));
  want.resize(want.size() + 8);
  hostile::seal(want);
  CHECK(encode_container(container) == want);
}

TEST_CASE("Truncated and damaged containers are refused", "[container][hostile]") {
  const Bytes good = encode_container(example());
  REQUIRE(hostile::outcome(read_example, good) == "accepted");
  hostile::refuses_truncation(read_example, good);
  hostile::refuses_flips(read_example, good);
  hostile::survives_sealed_flips(read_example, good);
  Bytes longer = good;
  longer.push_back(std::byte{0});
  CHECK(hostile::outcome(read_example, longer) == "refused");
  hostile::seal(longer);
  CHECK(hostile::outcome(read_example, longer) == "refused");
}

TEST_CASE("Counts and sizes beyond the file are refused before they are used",
          "[container][hostile]") {
  // magic 0..7, version 8..11, count 12..15, then "data": length 16..19, name 20..23, size 24..31
  for (const std::uint64_t count : {0ull, 1ull, 2ull, 4ull, 0xFFFFFFFFull})
    CHECK(hostile::outcome(read_example, with_number(12, 4, count)) == "refused");
  for (const std::uint64_t length : {0ull, 3ull, 5ull, 1000ull, 0xFFFFFFFFull})
    CHECK(hostile::outcome(read_example, with_number(16, 4, length)) == "refused");
  for (const std::uint64_t size : {0ull, 4ull, 6ull, 1ull << 32, 1ull << 62, 0xFFFFFFFFFFFFFFFFull})
    CHECK(hostile::outcome(read_example, with_number(24, 8, size)) == "refused");
}

TEST_CASE("Errors say what is wrong", "[container]") {
  const Bytes good = encode_container(example());
  CHECK_THROWS_WITH(decode_container(good, "ISOMPRG1", 3, "a.bin"),
                    Contains("a.bin") && Contains("no file of Isomer, not a program"));
  CHECK_THROWS_WITH(decode_container(good, "ISOMTEST", 4, "a.bin"),
                    Contains("version 3") && Contains("reads version 4"));
  Bytes flipped = good;
  flipped[40] ^= std::byte{1};
  CHECK_THROWS_WITH(decode_container(flipped, "ISOMTEST", 3, "a.bin"), Contains("checksum"));
  CHECK_THROWS_WITH(example().section("code", "a.bin"), Contains("a.bin") && Contains("'code'"));
  Container bad = example();
  bad.magic = "SHORT";
  CHECK_THROWS_AS(encode_container(bad), Error);
}

TEST_CASE("A section that occurs twice is refused", "[container][hostile]") {
  Container container;
  container.magic = "ISOMTEST";
  container.version = 3;
  container.sections["aa"] = bytes_of("1");
  container.sections["ab"] = bytes_of("2");
  Bytes bytes = encode_container(container);
  bytes[36] = std::byte{'a'};  // header 16, "aa" 4 + 2 + 8 + 1, length 4, 'a', here the 'b'
  REQUIRE(bytes[35] == std::byte{'a'});
  hostile::seal(bytes);
  CHECK_THROWS_WITH(decode_container(bytes, "ISOMTEST", 3, "a.bin"), Contains("twice"));
}

}  // namespace
}  // namespace isomer
