// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/codec.h"

#include <fmt/format.h>

#include <algorithm>

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
Trap check_field(const Word& word, const Field& field) {
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
      return (field.everywhere >> value & 1) == 0 ? Trap::absent_feature : Trap::none;
  }
  return Trap::none;
}

}  // namespace

Queue queue_of(const Instruction& instruction) {
  struct Visitor {
    Queue operator()(const Halt&) const { return Queue::load; }
    Queue operator()(const Sync& sync) const { return static_cast<Queue>(sync.queue); }
    Queue operator()(const Load&) const { return Queue::load; }
    Queue operator()(const Store&) const { return Queue::store; }
    Queue operator()(const Mac&) const { return Queue::mac; }
    Queue operator()(const Post&) const { return Queue::post; }
    Queue operator()(const MaxPoolInstruction&) const { return Queue::post; }
  };
  return std::visit(Visitor{}, instruction.operands);
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

Trap check(const Word& word, const Machine&) {
  const Layout* layout = find_layout(static_cast<std::uint8_t>(word.get(0, kOpcodeBits)));
  if (layout == nullptr) return Trap::illegal_opcode;
  for (std::size_t i = 0; i < word.parts.size(); ++i)
    if ((word.parts[i] & layout->reserved.parts[i]) != 0) return Trap::reserved_bits;
  Trap lowest = Trap::none;
  for (const Field& field : layout->fields) {
    const Trap trap = check_field(word, field);
    if (trap != Trap::none && (lowest == Trap::none || trap < lowest)) lowest = trap;
  }
  return lowest;
}

}  // namespace isomer
