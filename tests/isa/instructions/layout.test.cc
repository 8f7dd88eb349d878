// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/layout.h"

#include <catch2/catch.hpp>
#include <set>

namespace isomer {
namespace {

TEST_CASE("No two opcodes share a code or a mnemonic", "[instructions][layout]") {
  std::set<int> codes;
  std::set<std::string> mnemonics;
  for (const OpcodeInfo& opcode : kOpcodes) {
    CAPTURE(opcode.mnemonic);
    CHECK(codes.insert(opcode.code).second);
    CHECK(mnemonics.insert(opcode.mnemonic).second);
    CHECK(opcode.code > 0);  // zeroed memory is no program
    CHECK(opcode.code < 1 << kOpcodeBits);
    CHECK(find_layout(opcode.code) != nullptr);
    CHECK(find_layout(opcode.mnemonic) == find_layout(opcode.code));
  }
  CHECK(find_layout(std::uint8_t{0}) == nullptr);
  CHECK(find_layout("nop") == nullptr);
}

TEST_CASE("Every bit of a word belongs to one field or is reserved", "[instructions][layout]") {
  CHECK(layouts().size() == std::variant_size_v<Operands>);
  for (const Layout& layout : layouts()) {
    CAPTURE(layout.opcode.mnemonic);
    Word owned;  // header and fields, each bit at most once
    owned.set(0, kHeaderBits, ~0u);
    for (const Field& field : layout.fields) {
      CAPTURE(field.name);
      REQUIRE(field.bits >= 1);
      REQUIRE(field.lsb + field.bits <= kWordBits);
      CHECK(owned.get(field.lsb, field.bits) == 0);
      owned.set(field.lsb, field.bits, ~0u);
    }
    for (int bit = kHeaderBits; bit < kWordBits; ++bit)
      if (owned.get(bit, 1) == layout.reserved.get(bit, 1)) {
        CAPTURE(bit);
        REQUIRE(owned.get(bit, 1) != layout.reserved.get(bit, 1));
      }
    const bool moves_tokens = layout.opcode.code != kHalt;
    CHECK((layout.reserved.get(kOpcodeBits, 2 * kTokenBits) == 0) == moves_tokens);
  }
}

TEST_CASE("Fields are named once and their defaults are legal", "[instructions][layout]") {
  for (const Layout& layout : layouts()) {
    std::set<std::string> names = {"pop", "push"};
    std::set<std::int32_t*> members;
    Operands operands = default_operands(layout);
    for (std::size_t i = 0; i < layout.fields.size(); ++i) {
      const Field& field = layout.fields[i];
      CAPTURE(layout.opcode.mnemonic, field.name);
      CHECK(names.insert(field.name).second);
      CHECK(field.initial >= field.lowest_legal());
      CHECK(field.initial <= field.highest_legal());
      CHECK(get_field(operands, i) == field.initial);
      if (!field.values.empty())
        CHECK(field.values.size() ==
              static_cast<std::size_t>(field.highest_legal() - field.lowest_legal() + 1));
      CHECK((field.check == Check::feature) == (field.feature != Feature::none));
    }
    // Each field is a member of its own: writing one changes no other.
    for (std::size_t i = 0; i < layout.fields.size(); ++i) {
      Operands changed = operands;
      set_field(changed, i, 12345);
      for (std::size_t j = 0; j < layout.fields.size(); ++j)
        REQUIRE(get_field(changed, j) == (i == j ? 12345 : layout.fields[j].initial));
    }
  }
}

TEST_CASE("Token bits name the three other queues in ascending order", "[instructions][layout]") {
  for (int q = 0; q < kQueues; ++q) {
    int last = -1;
    for (int bit = 0; bit < kTokenBits; ++bit) {
      const Queue peer = token_peer(static_cast<Queue>(q), bit);
      CHECK(static_cast<int>(peer) != q);
      CHECK(static_cast<int>(peer) > last);
      CHECK(token_bit(static_cast<Queue>(q), peer) == bit);
      last = static_cast<int>(peer);
    }
  }
}

}  // namespace
}  // namespace isomer
