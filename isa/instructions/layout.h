// SPDX-License-Identifier: Apache-2.0
//
// The table of table.h with bit positions and without types: what encoder, decoder, checks,
// assembler and the generators walk over.

#ifndef ISA_INSTRUCTIONS_LAYOUT_H_
#define ISA_INSTRUCTIONS_LAYOUT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "isa/instructions/instruction.h"
#include "isa/instructions/table.h"
#include "isa/instructions/word.h"

namespace isomer {

// One field of one opcode.
struct Field {
  std::string name;
  int lsb = 0;
  int bits = 0;
  bool is_signed = false;
  Check check = Check::any;
  std::int32_t min = 0;  // of the legal values, for enumeration and feature
  std::int32_t max = 0;
  Feature feature = Feature::none;  // for feature: the units that decide
  std::string meaning;
  std::vector<std::string> values;  // names of min, min + 1, ...; empty: a number
  std::int32_t initial = 0;         // the member's default

  // The smallest and the largest integer the bits can hold.
  std::int64_t least() const { return is_signed ? -(std::int64_t{1} << (bits - 1)) : 0; }
  std::int64_t greatest() const { return (std::int64_t{1} << (is_signed ? bits - 1 : bits)) - 1; }

  // The smallest and the largest value that traps on no machine with every unit.
  std::int64_t lowest_legal() const {
    return check == Check::count ? 1 : has_range() ? min : least();
  }
  std::int64_t highest_legal() const { return has_range() ? max : greatest(); }
  bool has_range() const { return check == Check::enumeration || check == Check::feature; }

  // Whether the units of a mask (features.h) allow a value in the range.
  bool is_available(std::uint32_t mask, std::int32_t value) const {
    return (mask >> (bits > 5 ? (value != 0 ? 1 : 0) : value) & 1) != 0;
  }
};

// One opcode; `fields` in the order of the table, one right above the other.
struct Layout {
  OpcodeInfo opcode{};
  std::vector<Field> fields;
  int used_bits = 0;  // the bits from here to 255 are reserved
  Word reserved;      // one in every bit that must be zero
};

// Every opcode, in the order of kOpcodes.
std::span<const Layout> layouts();

// Null when the opcode, or mnemonic, is unknown.
const Layout* find_layout(std::uint8_t opcode);
const Layout* find_layout(std::string_view mnemonic);
const Layout& layout_of(const Operands& operands);

// Operands of the layout's opcode with every field at its default.
Operands default_operands(const Layout& layout);

// The value of field number `index` of the layout.
std::int32_t get_field(const Operands& operands, std::size_t index);
void set_field(Operands& operands, std::size_t index, std::int32_t value);

// The bits of the field in the word, sign-extended when it is signed.
std::int32_t extract(const Word& word, const Field& field);

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_LAYOUT_H_
