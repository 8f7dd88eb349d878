// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/codec.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

#include "isa/container/error.h"
#include "isa/instructions/layout.h"

namespace isomer {
namespace {

void put(Word& word, const Layout& layout, const char* name, int lsb, int bits, std::int64_t value,
         std::int64_t least, std::int64_t greatest) {
  if (value < least || value > greatest)
    throw Error(fmt::format("{}: {} = {} does not fit its {} bits; legal: {} to {}",
                            layout.opcode.mnemonic, name, value, bits, least, greatest));
  word.set(lsb, bits, static_cast<std::uint32_t>(value));
}

// Why this one field traps.
Trap check_field(const Word& word, const Field& field, const Machine& machine) {
  const std::int32_t value = extract(word, field);
  switch (field.check) {
    case Check::any:
      return Trap::none;
    case Check::count:
      return value == 0 ? Trap::zero_count : Trap::none;
    case Check::enumeration:
      return value < field.min || value > field.max ? Trap::illegal_enumeration : Trap::none;
    case Check::feature:
      if (value < field.min || value > field.max) return Trap::illegal_enumeration;
      return field.is_available(available(machine, field.feature), value) ? Trap::none
                                                                          : Trap::absent_feature;
  }
  return Trap::none;
}

}  // namespace

Queue queue_of(const Instruction& instruction) {
  return std::visit(
      [](const auto& op) {
        using Op = std::decay_t<decltype(op)>;
        if constexpr (std::is_same_v<Op, Halt> || std::is_same_v<Op, Load>) return Queue::load;
        if constexpr (std::is_same_v<Op, Sync>) return static_cast<Queue>(op.queue);
        if constexpr (std::is_same_v<Op, Store>) return Queue::store;
        if constexpr (std::is_same_v<Op, Mac>) return Queue::mac;
        return Queue::post;  // the chain, pooling, operations on stored tensors
      },
      instruction.operands);
}

Word encode(const Instruction& instruction) {
  const Layout& layout = layout_of(instruction.operands);
  constexpr std::int64_t kMaxMask = (1 << kTokenBits) - 1;
  Word word;
  word.set(0, kOpcodeBits, layout.opcode.code);
  put(word, layout, "pop", kOpcodeBits, kTokenBits, instruction.pop, 0, kMaxMask);
  put(word, layout, "push", kOpcodeBits + kTokenBits, kTokenBits, instruction.push, 0, kMaxMask);
  for (std::size_t i = 0; i < layout.fields.size(); ++i) {
    const Field& field = layout.fields[i];
    put(word, layout, field.name.c_str(), field.lsb, field.bits, get_field(instruction.operands, i),
        field.least(), field.greatest());
  }
  return word;
}

Instruction decode(const Word& word) {
  const auto opcode = static_cast<std::uint8_t>(word.get(0, kOpcodeBits));
  const Layout* layout = find_layout(opcode);
  if (layout == nullptr)
    throw Error(fmt::format("the word's opcode {:#04x} is no instruction of this machine", opcode));
  Instruction instruction{.operands = default_operands(*layout),
                          .pop = word.get(kOpcodeBits, kTokenBits),
                          .push = word.get(kOpcodeBits + kTokenBits, kTokenBits)};
  for (std::size_t i = 0; i < layout->fields.size(); ++i)
    set_field(instruction.operands, i, extract(word, layout->fields[i]));
  return instruction;
}

Trap check(const Word& word, const Machine& machine) {
  const Layout* layout = find_layout(static_cast<std::uint8_t>(word.get(0, kOpcodeBits)));
  if (layout == nullptr) return Trap::illegal_opcode;
  for (std::size_t i = 0; i < word.parts.size(); ++i)
    if ((word.parts[i] & layout->reserved.parts[i]) != 0) return Trap::reserved_bits;
  Trap lowest =
      (available(machine, layout->opcode.unit) >> 1 & 1) != 0 ? Trap::none : Trap::absent_feature;
  for (const Field& field : layout->fields) {
    const Trap trap = check_field(word, field, machine);
    if (trap != Trap::none && (lowest == Trap::none || trap < lowest)) lowest = trap;
  }
  return lowest;
}

}  // namespace isomer
