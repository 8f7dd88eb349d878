// SPDX-License-Identifier: Apache-2.0

#include "isa/network/weight_coding.h"

#include <cstdlib>

#include "isa/network/checks.h"

namespace isomer {
namespace {

constexpr int kTableBits = 4;  // a code of more bits counts with its low four
constexpr int kMaxPotBits = 8;
constexpr int kWideBits = 16;

// Offsets of `integer` and entries of `table`: 10 bits signed.
constexpr int kMinArgument = -512;
constexpr int kMaxArgument = 511;

std::uint32_t low_bits(int value, int bits) {
  return static_cast<std::uint32_t>(value) & ((std::uint32_t{1} << bits) - 1);
}

// The code of a two's complement number that has to fit.
std::optional<std::uint32_t> signed_code(int value, int bits) {
  const int limit = 1 << (bits - 1);
  if (value < -limit || value >= limit) return std::nullopt;
  return low_bits(value, bits);
}

std::optional<std::uint32_t> table_code(int weight, const WeightCoding& coding) {
  for (std::uint32_t code = 0; code < 1U << coding.stored_bits; ++code)
    if (coding.table[code] == weight) return code;
  return std::nullopt;
}

std::optional<std::uint32_t> pot_code(int weight, int bits) {
  if (weight == 0) return 0;
  const std::uint32_t sign = weight < 0 ? 1U << (bits - 1) : 0;
  const int magnitude = std::abs(weight);
  for (int shift = 0; shift <= kMaxPotShift && shift + 1 < 1 << (bits - 1); ++shift)
    if (magnitude == 1 << shift) return sign | static_cast<std::uint32_t>(shift + 1);
  return std::nullopt;
}

}  // namespace

int max_weight(const WeightCoding& coding) {
  return coding.stored_bits == kWideBits ? 1 << 17 : static_cast<int>(kMaxDecodedWeight);
}

std::optional<std::uint32_t> weight_code(int weight, const WeightCoding& coding) {
  switch (coding.decoder) {
    case Decoder::integer:
      return signed_code(weight - coding.offset, coding.stored_bits);
    case Decoder::odd:
      if (weight % 2 == 0) return std::nullopt;
      return signed_code((weight - 1) / 2, coding.stored_bits);
    case Decoder::table:
      return table_code(weight, coding);
    case Decoder::pot:
      return pot_code(weight, coding.stored_bits);
  }
  return std::nullopt;
}

int decode_weight(std::uint32_t code, const WeightCoding& coding) {
  switch (coding.decoder) {
    case Decoder::integer:
      return static_cast<int>(decode_int(code, coding.stored_bits, coding.offset));
    case Decoder::odd:
      return static_cast<int>(decode_odd(code, coding.stored_bits));
    case Decoder::table:
      return static_cast<int>(decode_table(code, coding.stored_bits, coding.table));
    case Decoder::pot:
      return static_cast<int>(decode_pot(code, coding.stored_bits));
  }
  return 0;
}

WeightCoding integer_coding(int bits) {
  int stored_bits = 2;
  while (stored_bits < bits) stored_bits *= 2;
  return {.stored_bits = stored_bits};
}

void validate(const WeightCoding& coding, const std::string& layer) {
  const int bits = coding.stored_bits;
  if (bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != kWideBits)
    refuse("layer", layer, "{} stored bits per weight; legal: 1, 2, 4, 8, 16", bits);
  const auto number = static_cast<std::size_t>(coding.decoder);
  if (number >= std::size(kDecoderNames)) refuse("layer", layer, "there is no decoder {}", number);
  const bool is_table = coding.decoder == Decoder::table;
  const bool is_pot = coding.decoder == Decoder::pot;
  if ((is_table && bits > kTableBits) || (is_pot && (bits < 2 || bits > kMaxPotBits)))
    refuse("layer", layer, "the decoder '{}' has codes of {} bits, not {}", kDecoderNames[number],
           is_table ? "1, 2 or 4" : "2, 4 or 8", bits);
  if (coding.decoder != Decoder::integer && coding.offset != 0)
    refuse("layer", layer, "the decoder '{}' has no offset", kDecoderNames[number]);
  if (coding.offset < kMinArgument || coding.offset > kMaxArgument)
    refuse("layer", layer, "the offset {} of its weights is outside {} to {}", coding.offset,
           kMinArgument, kMaxArgument);
  for (const int entry : coding.table)
    if (entry < kMinArgument || entry > kMaxArgument || (!is_table && entry != 0))
      refuse("layer", layer, "the entry {} of its weight table is outside {} to {}", entry,
             is_table ? kMinArgument : 0, is_table ? kMaxArgument : 0);
}

}  // namespace isomer
