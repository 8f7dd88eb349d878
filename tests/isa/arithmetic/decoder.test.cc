// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/decoder.h"

#include <catch2/catch.hpp>
#include <set>

#include "isa/arithmetic/lookup.h"
#include "tests/support/oracle.h"

namespace isomer {
namespace {

TEST_CASE("F16 the int decoder equals the oracle on every code, width and offset",
          "[arithmetic][decoder][exhaustive]") {
  for (int bits = 1; bits <= 8; ++bits) {
    for (std::uint32_t code = 0; code < 256; ++code) {
      for (std::int64_t offset = -512; offset <= 511; ++offset) {
        if (decode_int(code, bits, offset) != oracle::decode_int(code, bits, offset)) {
          CAPTURE(bits, code, offset);
          REQUIRE(decode_int(code, bits, offset) == oracle::decode_int(code, bits, offset));
        }
      }
    }
  }
  REQUIRE(decode_int(0x8000, 16, 0) == -32768);
}

TEST_CASE("F16 the odd decoder equals the oracle and yields only odd integers",
          "[arithmetic][decoder][exhaustive]") {
  for (int bits = 1; bits <= 8; ++bits) {
    std::set<std::int64_t> values;
    for (std::uint32_t code = 0; code < 1U << bits; ++code) {
      const std::int64_t d_w = decode_odd(code, bits);
      REQUIRE(d_w == oracle::decode_odd(code, bits));
      REQUIRE((d_w & 1) == 1);
      REQUIRE(decode_odd(code | 0xff00, bits) == d_w);
      values.insert(d_w);
    }
    REQUIRE(*values.begin() == -*values.rbegin());  // symmetric, no zero
    REQUIRE(values.size() == std::size_t{1} << bits);
  }
}

TEST_CASE("F16 the pot decoder equals the oracle, holds zero and never exceeds 256",
          "[arithmetic][decoder][exhaustive]") {
  REQUIRE((decode_pot(0, 1) == 0 && decode_pot(1, 1) == 0));  // a sign and nothing else
  REQUIRE((decode_pot(0x7fff, 16) == 256 && decode_pot(0x8001, 16) == -1));
  for (int bits = 2; bits <= 8; ++bits) {
    for (std::uint32_t code = 0; code < 256; ++code) {
      const std::int64_t d_w = decode_pot(code, bits);
      CAPTURE(bits, code);
      REQUIRE(d_w == oracle::decode_pot(code, bits));
      REQUIRE(d_w <= kMaxDecodedWeight);
      REQUIRE(d_w >= -kMaxDecodedWeight);
    }
    REQUIRE(decode_pot(0, bits) == 0);
  }
}

TEST_CASE("F16 the table decoder reads the entry of the code", "[arithmetic][decoder]") {
  WeightTable table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = static_cast<std::int16_t>(static_cast<int>(i) * 32 - 256);
  }
  for (int bits = 1; bits <= 4; ++bits) {
    for (std::uint32_t code = 0; code < 256; ++code) {
      REQUIRE(decode_table(code, bits, table) ==
              static_cast<std::int64_t>(code % (1U << bits)) * 32 - 256);
    }
  }
}

TEST_CASE("F16 an array keeps the low bits of what the chosen decoder gives",
          "[arithmetic][decoder][exhaustive]") {
  WeightTable table{};
  for (std::size_t i = 0; i < table.size(); ++i)
    table[i] = static_cast<std::int16_t>(4099 * static_cast<int>(i));
  for (const int bits : {1, 2, 4, 8, 16}) {
    for (std::uint32_t code = 0; code < 1U << bits; ++code) {
      const auto kept = [&](Decoder decoder, int decoded_bits) {
        return decode({decoder, bits, -500, table, decoded_bits}, code);
      };
      for (const int decoded_bits : {10, 18}) {
        const std::int64_t modulus = std::int64_t{1} << decoded_bits;
        const auto is_right = [&](Decoder decoder, std::int64_t full) {
          const std::int64_t value = kept(decoder, decoded_bits);
          return (value - full) % modulus == 0 && -modulus / 2 <= value && value < modulus / 2;
        };
        const bool all_right = is_right(Decoder::integer, decode_int(code, bits, -500)) &&
                               is_right(Decoder::odd, decode_odd(code, bits)) &&
                               is_right(Decoder::table, table[code % (1U << std::min(bits, 4))]) &&
                               is_right(Decoder::pot, decode_pot(code, bits));
        if (!all_right) {
          CAPTURE(bits, code, decoded_bits);
          REQUIRE(all_right);
        }
      }
    }
  }
}

TEST_CASE("F17 lookup indexes by the raw pattern of signed and unsigned arguments",
          "[arithmetic][lookup][exhaustive]") {
  LookupTable table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<std::uint8_t>(i * 7 + 3);
  for (std::int64_t d = -128; d <= 255; ++d) {
    const std::int64_t index = d < 0 ? d + 256 : d;
    const std::int64_t entry = (index * 7 + 3) % 256;
    REQUIRE(lookup(table, d, false) == entry);
    REQUIRE(lookup(table, d, true) == (entry >= 128 ? entry - 256 : entry));
  }
}

}  // namespace
}  // namespace isomer
