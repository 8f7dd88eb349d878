// SPDX-License-Identifier: Apache-2.0

#include "tests/conformance/encoding.h"

#include <algorithm>
#include <stdexcept>

#include "tests/conformance/arithmetic.h"
#include "tests/conformance/encoding_table.h"

namespace dut {
namespace {

constexpr int kIllegalOpcode = 1;
constexpr int kReservedBits = 2;
constexpr int kZeroCount = 3;
constexpr int kIllegalEnumeration = 4;
constexpr int kAbsentFeature = 5;
constexpr int kHeaderBits = 13;

Int bits_of(const Bytes& word, int lsb, int count) {
  Int value = 0;
  for (int i = 0; i < count; ++i) {
    const auto at = static_cast<std::size_t>(lsb + i);
    value |= static_cast<Int>(word[at / 8] >> (at % 8) & 1) << i;
  }
  return value;
}

const Format* find_format(const Bytes& word) {
  const Int opcode = bits_of(word, 0, 7);
  for (const Format& format : kFormats)
    if (format.opcode == opcode) return &format;
  return nullptr;
}

bool has_unit(const std::string& mnemonic, const Config& config) {
  if (mnemonic == "avg_pool") return config.average != 0;
  if (mnemonic == "lookup") return config.lookup != 0;
  if (mnemonic == "add" || mnemonic == "multiply" || mnemonic == "rescale") return config.add != 0;
  return true;
}

// Whether the machine has what a legal value of the field asks for.
bool has_value(const std::string& field, Int value, const Config& config) {
  const bool all_decoders = config.decoders != 0;
  if (field == "decoder") {
    if (config.multipliers == 0) return value == 3;
    return all_decoders || value == 0;
  }
  if (field == "stored_bits") {
    const Int widest = config.operand_bits == 16 ? 4 : 3;
    return all_decoders ? value <= widest : value == widest;
  }
  if (field == "decoder_argument") return value == 0 || (all_decoders && config.multipliers != 0);
  if (field == "mapping") {
    const bool has_window = config.rows >= 16 && config.columns <= config.rows;
    return value < 2 || (config.depthwise != 0 && (value == 3 || has_window));
  }
  if (field == "rounding") return value == 0 || config.roundings != 0;
  if (field == "affine") return value == 0 || config.affine != 0;
  return value == 0 || config.add != 0;  // "add"
}

int cause_of_field(const Field& field, Int value, const Config& config) {
  if (field.legal == Legal::count && value == 0) return kZeroCount;
  if (field.legal != Legal::range && field.legal != Legal::unit) return 0;
  if (value < field.min || value > field.max) return kIllegalEnumeration;
  return field.legal == Legal::unit && !has_value(field.name, value, config) ? kAbsentFeature : 0;
}

}  // namespace

int trap_cause(const Bytes& word, const Config& config) {
  const Format* format = find_format(word);
  if (format == nullptr) return kIllegalOpcode;
  const bool is_halt = std::string(format->mnemonic) == "halt";
  int lsb = is_halt ? 7 : kHeaderBits;
  int lowest = has_unit(format->mnemonic, config) ? 0 : kAbsentFeature;
  for (const Field& field : format->fields) {
    const int cause = cause_of_field(field, bits_of(word, lsb, field.bits), config);
    if (cause != 0 && (lowest == 0 || cause < lowest)) lowest = cause;
    lsb += field.bits;
  }
  for (int bit = lsb; bit < 256; ++bit)
    if (bits_of(word, bit, 1) != 0) return kReservedBits;
  return lowest;
}

Instruction decode(const Bytes& word) {
  const Format* format = find_format(word);
  if (format == nullptr) throw std::runtime_error("a word without an instruction");
  Instruction instruction{format->mnemonic, format->queue, {}};
  instruction.fields["pop"] = bits_of(word, 7, 3);
  instruction.fields["push"] = bits_of(word, 10, 3);
  int lsb = kHeaderBits;
  for (const Field& field : format->fields) {
    const Int bits = bits_of(word, lsb, field.bits);
    instruction.fields[field.name] = field.legal == Legal::integer ? wrap(bits, field.bits) : bits;
    lsb += field.bits;
  }
  if (instruction.mnemonic == "sync") instruction.queue = static_cast<int>(instruction["queue"]);
  return instruction;
}

}  // namespace dut
