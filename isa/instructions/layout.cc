// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/layout.h"

#include <algorithm>
#include <sstream>

namespace isomer {
namespace {

// Ties each type of operands to its opcode and its fields in the table.
template <typename Op>
struct Rows {
  std::uint8_t code;
  std::span<const FieldOf<Op>> fields;
};

Rows<Halt> rows(const Halt&) { return {kHalt, {}}; }
Rows<Sync> rows(const Sync&) { return {kSync, table::kSync}; }
Rows<Load> rows(const Load&) { return {kLoad, table::kLoad}; }
Rows<Store> rows(const Store&) { return {kStore, table::kStore}; }
Rows<Mac> rows(const Mac&) { return {kMac, table::kMac}; }
Rows<Post> rows(const Post&) { return {kPost, table::kPost}; }
Rows<MaxPoolInstruction> rows(const MaxPoolInstruction&) { return {kMaxPool, table::kMaxPool}; }
Rows<AveragePoolInstruction> rows(const AveragePoolInstruction&) {
  return {kAveragePool, table::kAveragePool};
}
Rows<AddInstruction> rows(const AddInstruction&) { return {kAdd, table::kAdd}; }
Rows<MultiplyInstruction> rows(const MultiplyInstruction&) { return {kMultiply, table::kMultiply}; }
Rows<RescaleInstruction> rows(const RescaleInstruction&) { return {kRescale, table::kRescale}; }
Rows<LookupInstruction> rows(const LookupInstruction&) { return {kLookup, table::kLookup}; }

// The table must hold what the words can: bits, defaults, and names for every named value.
template <typename Op>
constexpr bool fits(std::span<const FieldOf<Op>> fields) {
  int used = kHeaderBits;
  for (const FieldOf<Op>& field : fields) {
    used += field.bits;
    if (field.bits < 1 || field.bits > 31) return false;
    if (field.min < 0 || field.max >= std::int64_t{1} << field.bits) return false;
  }
  return used <= kWordBits;
}
static_assert(fits<Sync>(table::kSync) && fits<Load>(table::kLoad) && fits<Store>(table::kStore));
static_assert(fits<Mac>(table::kMac) && fits<Post>(table::kPost));
static_assert(fits<MaxPoolInstruction>(table::kMaxPool));
static_assert(fits<AveragePoolInstruction>(table::kAveragePool));
static_assert(fits<AddInstruction>(table::kAdd) && fits<MultiplyInstruction>(table::kMultiply));
static_assert(fits<RescaleInstruction>(table::kRescale));
static_assert(fits<LookupInstruction>(table::kLookup));

std::vector<std::string> split(const char* names) {
  std::vector<std::string> result;
  std::istringstream stream(names == nullptr ? "" : names);
  for (std::string name; stream >> name;) result.push_back(name);
  return result;
}

const OpcodeInfo& info(std::uint8_t code) {
  return *std::find_if(std::begin(kOpcodes), std::end(kOpcodes),
                       [&](const OpcodeInfo& opcode) { return opcode.code == code; });
}

template <typename Op>
Layout make_layout(const Op& defaults) {
  Layout layout;
  layout.opcode = info(rows(defaults).code);
  int lsb = kHeaderBits;
  for (const FieldOf<Op>& row : rows(defaults).fields) {
    layout.fields.push_back({row.name, lsb, row.bits, row.is_signed, row.check, row.min, row.max,
                             row.feature, row.meaning, split(row.values), defaults.*row.member});
    lsb += row.bits;
  }
  layout.used_bits = lsb;
  for (int bit = lsb; bit < kWordBits; ++bit) layout.reserved.set(bit, 1, 1);
  if (layout.opcode.code == kHalt)  // it enters no queue: its token masks must be zero
    layout.reserved.set(kOpcodeBits, 2 * kTokenBits, ~0u);
  return layout;
}

// Operands of every alternative of the variant, in its order.
template <std::size_t... I>
std::vector<Operands> alternatives(std::index_sequence<I...>) {
  return {Operands(std::in_place_index<I>)...};
}
const std::vector<Operands>& defaults() {
  static const std::vector<Operands> all =
      alternatives(std::make_index_sequence<std::variant_size_v<Operands>>());
  return all;
}

const std::vector<Layout>& all_layouts() {
  static const std::vector<Layout> all = [] {
    std::vector<Layout> result;
    for (const Operands& operands : defaults())
      result.push_back(std::visit([](const auto& op) { return make_layout(op); }, operands));
    return result;
  }();
  return all;
}

}  // namespace

std::span<const Layout> layouts() { return all_layouts(); }

const Layout* find_layout(std::uint8_t opcode) {
  for (const Layout& layout : all_layouts())
    if (layout.opcode.code == opcode) return &layout;
  return nullptr;
}

const Layout* find_layout(std::string_view mnemonic) {
  for (const Layout& layout : all_layouts())
    if (layout.opcode.mnemonic == mnemonic) return &layout;
  return nullptr;
}

const Layout& layout_of(const Operands& operands) { return all_layouts()[operands.index()]; }

Operands default_operands(const Layout& layout) {
  return defaults()[static_cast<std::size_t>(&layout - all_layouts().data())];
}

std::int32_t get_field(const Operands& operands, std::size_t index) {
  return std::visit([&](const auto& op) { return op.*rows(op).fields[index].member; }, operands);
}

void set_field(Operands& operands, std::size_t index, std::int32_t value) {
  std::visit([&](auto& op) { op.*rows(op).fields[index].member = value; }, operands);
}

std::int32_t extract(const Word& word, const Field& field) {
  const std::uint32_t bits = word.get(field.lsb, field.bits);
  const bool is_negative = field.is_signed && (bits >> (field.bits - 1) & 1) != 0;
  return static_cast<std::int32_t>(is_negative ? bits | ~0u << field.bits : bits);
}

}  // namespace isomer
