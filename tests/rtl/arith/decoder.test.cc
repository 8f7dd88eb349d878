// SPDX-License-Identifier: Apache-2.0
//
// Weight decoders and the shifter of an array without multipliers against isa/arithmetic/decoder.h.
#include "isa/arithmetic/decoder.h"

#include <VDecoder.h>
#include <VDecoderWide.h>
#include <VShift.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>

#include "tests/rtl/arith/dut.h"

namespace isomer {
namespace {

// Entries that differ in every bit, the extremes among them.
WeightTable table_of(int weight_bits) {
  WeightTable table{};
  const std::int64_t least =
      std::max<std::int64_t>(-(std::int64_t{1} << (weight_bits - 1)), -32768);
  for (std::size_t n = 0; n < table.size(); ++n)
    table[n] = static_cast<std::int16_t>(n % 2 == 0 ? least + 37 * static_cast<std::int64_t>(n)
                                                    : -1 - least - 41 * static_cast<int>(n));
  return table;
}

template <typename Port>
void drive_table(Port& port, const WeightTable& table, int weight_bits) {
  for (int bit = 0; bit < 16 * weight_bits; ++bit) {
    const int value = table[static_cast<std::size_t>(bit / weight_bits)];
    const std::uint32_t one = (value >> (bit % weight_bits)) & 1;
    port[bit / 32] = (port[bit / 32] & ~(1U << (bit % 32))) | one << (bit % 32);
  }
}

template <typename Dut>
void check_every_code(int code_bits) {
  Dut dut;
  const int weight_bits = code_bits + 2;
  WeightDecoder layer{.table = table_of(weight_bits), .decoded_bits = weight_bits};
  drive_table(dut.table_i, layer.table, weight_bits);
  for (int stored_bits = 0; 1 << stored_bits <= code_bits; ++stored_bits)
    for (const Decoder decoder : {Decoder::integer, Decoder::odd, Decoder::table, Decoder::pot})
      for (const std::int64_t offset : {0, 1, -1, 255, -512, 511}) {
        layer.decoder = decoder;
        layer.bits = 1 << stored_bits;
        layer.offset = offset;
        dut.stored_bits_i = static_cast<CData>(stored_bits);
        dut.decoder_i = static_cast<CData>(decoder);
        drive(dut.offset_i, offset, 10);
        for (std::uint32_t code = 0; code < 1U << code_bits; ++code) {
          drive(dut.code_i, code, code_bits);
          dut.eval();
          const std::int64_t got = signed_of(dut.weight_o, weight_bits);
          if (got != decode(layer, code)) {
            CAPTURE(stored_bits, static_cast<int>(decoder), offset, code);
            REQUIRE(got == decode(layer, code));
          }
        }
      }
}

TEST_CASE("F16 isomer_decoder equals decode on every code", "[rtl][decoder][exhaustive]") {
  check_every_code<VDecoder>(8);
  check_every_code<VDecoderWide>(16);
}

TEST_CASE("F16 isomer_shift equals the product on every activation and power",
          "[rtl][shift][exhaustive]") {
  VShift dut;
  for (std::int64_t x = -256; x < 256; ++x) {
    drive(dut.x_i, x, 9);
    for (std::uint32_t code = 0; code < 256; ++code) {
      const std::int64_t weight = decode_pot(code, 8);
      dut.zero_i = weight == 0;
      dut.negative_i = weight < 0;
      dut.shift_i = 0;
      while (std::int64_t{1} << dut.shift_i < std::abs(weight)) ++dut.shift_i;
      dut.eval();
      const std::int64_t got = signed_of(dut.product_o, 18);
      if (got != mac(0, x, weight, 32)) {
        CAPTURE(x, weight);
        REQUIRE(got == mac(0, x, weight, 32));
      }
    }
  }
}

}  // namespace
}  // namespace isomer
