// SPDX-License-Identifier: Apache-2.0
//
// Stored weight codes to the integers that are multiplied. Spec: isa/ARITHMETIC.md (F16).

#ifndef ISA_ARITHMETIC_DECODER_H_
#define ISA_ARITHMETIC_DECODER_H_

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "isa/arithmetic/accumulate.h"

namespace isomer {

// The number is the instruction field's.                                                    (F16)
enum class Decoder : std::int32_t { integer = 0, odd = 1, table = 2, pot = 3 };

// The greatest |d_w| of a network; an array of 8-bit operands holds 10 bits, -512 .. 511.
inline constexpr std::int64_t kMaxDecodedWeight = 256;
inline constexpr int kMaxPotShift = 8;

// In all four, code holds a stored pattern in its low `bits` bits; higher bits are ignored.

// int: two's complement plus the layer's offset (its zero point), 10 bits signed.          (F16)
//   decode_int(0xff, 8, 0) == -1      decode_int(0b10, 2, 3) == 1
[[nodiscard]] constexpr std::int64_t decode_int(std::uint32_t code, int bits, std::int64_t offset) {
  return wrap(code, bits) + offset;
}

// odd: 2 q + 1, q the code in two's complement: a mid-rise grid, which has no zero.        (F16)
//   decode_odd(0b10, 2) == -3      decode_odd(0b01, 2) == 3
[[nodiscard]] constexpr std::int64_t decode_odd(std::uint32_t code, int bits) {
  return 2 * wrap(code, bits) + 1;
}

// table: entry number `code` of the layer's table; bits in 1..4, entries of 10 bits.       (F16)
using WeightTable = std::array<std::int16_t, 16>;
[[nodiscard]] constexpr std::int64_t decode_table(std::uint32_t code, int bits,
                                                  const WeightTable& table) {
  assert(1 <= bits && bits <= 4);
  return table[code & ((1U << bits) - 1)];
}

// pot: the top bit is the sign, the other bits are p: 0 for p = 0, else +-2^k with         (F16)
// k = min(p - 1, 8); bits in 1..16 (of one bit there is only the sign: 0).
//   decode_pot(0b0001, 4) == 1      decode_pot(0b1111, 4) == -64      decode_pot(0b1000, 4) == 0
[[nodiscard]] constexpr std::int64_t decode_pot(std::uint32_t code, int bits) {
  assert(1 <= bits && bits <= 16);
  const std::uint32_t p = code & ((1U << (bits - 1)) - 1);
  if (p == 0) return 0;
  const std::int64_t magnitude = std::int64_t{1}
                                 << std::min<int>(static_cast<int>(p) - 1, kMaxPotShift);
  return ((code >> (bits - 1)) & 1) != 0 ? -magnitude : magnitude;
}

// A layer's decoder: what an array needs to know besides the codes.
struct WeightDecoder {
  Decoder decoder = Decoder::integer;
  int bits = 8;             // of a code: 1, 2, 4, 8 or 16
  std::int64_t offset = 0;  // integer only; 10 bits signed
  WeightTable table{};      // table only; of codes of more than 4 bits the low 4 count
  int decoded_bits = 10;    // the array keeps the low ones, as two's complement
};

// The integer that the array multiplies for a code.                                        (F16)
[[nodiscard]] constexpr std::int64_t decode(const WeightDecoder& layer, std::uint32_t code) {
  std::int64_t value = 0;
  switch (layer.decoder) {
    case Decoder::integer:
      value = decode_int(code, layer.bits, layer.offset);
      break;
    case Decoder::odd:
      value = decode_odd(code, layer.bits);
      break;
    case Decoder::table:
      value = decode_table(code, std::min(layer.bits, 4), layer.table);
      break;
    case Decoder::pot:
      value = decode_pot(code, layer.bits);
      break;
  }
  return wrap(value, layer.decoded_bits);
}

static_assert(decode_int(0xff, 8, 0) == -1 && decode_int(0b10, 2, 3) == 1);
static_assert(decode_odd(0b10, 2) == -3 && decode_odd(0b01, 2) == 3);
static_assert(decode_pot(0b0001, 4) == 1 && decode_pot(0b1111, 4) == -64);
static_assert(decode_pot(0b1000, 4) == 0 && decode_pot(0x89, 8) == -256);
static_assert(decode({.bits = 8, .offset = -512}, 0x80) == 384);  // -640 modulo 2^10

}  // namespace isomer

#endif  // ISA_ARITHMETIC_DECODER_H_
