// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/codec.h"

#include <catch2/catch.hpp>

#include "isa/random/random.h"
#include "isa/random/words.h"

namespace isomer {
namespace {

using Catch::Contains;

// The trap by the text of MACHINE.md section 5: every cause that applies is collected first.
bool has(std::uint32_t mask, const Field& field, std::int32_t value) {
  if (field.name == "decoder_argument") return value == 0 || (mask & 2) != 0;
  return (mask >> value & 1) != 0;
}

Trap naive_check(const Word& word, const Machine& machine) {
  const Layout* layout = find_layout(static_cast<std::uint8_t>(word.get(0, kOpcodeBits)));
  if (layout == nullptr) return Trap::illegal_opcode;
  bool applies[10] = {};
  for (int bit = layout->used_bits; bit < kWordBits; ++bit)
    if (word.get(bit, 1) == 1) applies[2] = true;
  if (layout->opcode.code == kHalt && word.get(kOpcodeBits, 6) != 0) applies[2] = true;
  const Instruction instruction = decode(word);
  for (std::size_t i = 0; i < layout->fields.size(); ++i) {
    const Field& field = layout->fields[i];
    const std::int32_t value = get_field(instruction.operands, i);
    if (field.check == Check::count && value == 0) applies[3] = true;
    if (field.check == Check::any || field.check == Check::count) continue;
    if (value < field.min || value > field.max)
      applies[4] = true;
    else if (field.check == Check::feature && !has(available(machine, field.feature), field, value))
      applies[5] = true;
  }
  if (available(machine, layout->opcode.unit) % 4 < 2) applies[5] = true;
  for (int cause = 1; cause < 10; ++cause)
    if (applies[cause]) return static_cast<Trap>(cause);
  return Trap::none;
}

TEST_CASE("Every field holds its smallest and largest value, apart from all others",
          "[instructions][codec]") {
  for (const Layout& layout : layouts())
    for (std::size_t i = 0; i < layout.fields.size(); ++i) {
      const Field& field = layout.fields[i];
      CAPTURE(layout.opcode.mnemonic, field.name);
      for (const std::int64_t value : {field.least(), field.greatest()}) {
        Instruction instruction{.operands = default_operands(layout)};
        set_field(instruction.operands, i, static_cast<std::int32_t>(value));
        const Instruction again = decode(encode(instruction));
        for (std::size_t j = 0; j < layout.fields.size(); ++j)
          REQUIRE(get_field(again.operands, j) == get_field(instruction.operands, j));
      }
      for (const std::int64_t value : {field.least() - 1, field.greatest() + 1}) {
        Instruction instruction{.operands = default_operands(layout)};
        set_field(instruction.operands, i, static_cast<std::int32_t>(value));
        CHECK_THROWS_WITH(encode(instruction), Contains(layout.opcode.mnemonic) &&
                                                   Contains(field.name) &&
                                                   Contains(std::to_string(field.greatest())));
      }
    }
  CHECK_THROWS_WITH(encode({.operands = Sync{}, .pop = 8}), Contains("pop"));
  CHECK_THROWS_WITH(encode({.operands = Sync{}, .push = 8}), Contains("push"));
}

TEST_CASE("Words come back from instructions and instructions from words",
          "[instructions][codec]") {
  Random random(1);
  for (int n = 0; n < 20000; ++n) {
    const Layout& layout = layouts()[static_cast<std::size_t>(n) % layouts().size()];
    const Instruction instruction = random_instruction(random, layout);
    const Word word = encode(instruction);
    const Instruction again = decode(word);
    bool equal = again.pop == instruction.pop && again.push == instruction.push &&
                 again.operands.index() == instruction.operands.index() && encode(again) == word;
    for (std::size_t i = 0; equal && i < layout.fields.size(); ++i)
      equal = get_field(again.operands, i) == get_field(instruction.operands, i);
    if (!equal) {
      CAPTURE(n, layout.opcode.mnemonic);
      REQUIRE(equal);
    }
  }
}

TEST_CASE("A word is laid out as INSTRUCTIONS.md says", "[instructions][codec]") {
  Mac mac;
  mac.mode = static_cast<std::int32_t>(AccumulateMode::bias);
  mac.x_base = 0x1234;
  mac.iy0 = -1;
  const Word word = encode({.operands = mac, .pop = 0b001, .push = 0b110});
  CHECK(word.get(0, 7) == 0x20);
  CHECK(word.get(7, 3) == 1);
  CHECK(word.get(10, 3) == 6);
  CHECK(word.get(13, 2) == 1);
  CHECK(word.get(18, 3) == 3);
  CHECK(word.get(23, 16) == 0x1234);
  CHECK(word.get(93, 10) == 0x3FF);
}

TEST_CASE("The lowest cause in the word is reported", "[instructions][codec]") {
  Machine machine;
  machine.has_decoders = machine.has_lookup = 0;
  Mac mac;
  CHECK(check(encode({.operands = mac}), machine) == Trap::none);
  CHECK(check(encode({.operands = LookupInstruction{}}), machine) == Trap::absent_feature);
  CHECK(check(encode({.operands = LookupInstruction{.groups = 0}}), machine) == Trap::zero_count);
  mac.decoder_argument = 7;  // absent
  CHECK(check(encode({.operands = mac}), machine) == Trap::absent_feature);
  mac.decoder_argument = 0;
  mac.decoder = 3;  // absent
  CHECK(check(encode({.operands = mac}), machine) == Trap::absent_feature);
  mac.mode = 3;  // illegal, and before the decoder
  CHECK(check(encode({.operands = mac}), machine) == Trap::illegal_enumeration);
  mac.groups_out = 0;
  CHECK(check(encode({.operands = mac}), machine) == Trap::zero_count);
  Word word = encode({.operands = mac});
  word.set(255, 1, 1);
  CHECK(check(word, machine) == Trap::reserved_bits);
  word.set(0, 7, 0x7F);
  CHECK(check(word, machine) == Trap::illegal_opcode);
  CHECK(check(Word{}, machine) == Trap::illegal_opcode);
  CHECK(check(encode({.operands = Halt{}}), machine) == Trap::none);
  CHECK(check(encode({.operands = Halt{}, .pop = 1}), machine) == Trap::reserved_bits);
  CHECK(check(encode({.operands = Halt{}, .push = 4}), machine) == Trap::reserved_bits);
}

TEST_CASE("Checks agree with their definition on random words", "[instructions][codec]") {
  Random random(2);
  const Machine rich;
  const Machine poor = find_machine("nano");
  int seen[10] = {};
  for (int n = 0; n < 40000; ++n) {
    Word word;
    if (n % 4 == 0) {
      word = random_word(random);
    } else {  // a legal word with up to two damaged fields, so that every cause is common
      const Layout& layout = layouts()[static_cast<std::size_t>(n / 4) % layouts().size()];
      word = encode(random_instruction(random, layout));
      for (int k = random.between(0, 2); k > 0 && !layout.fields.empty(); --k) {
        const auto index = random.next() % layout.fields.size();
        const Field& field = layout.fields[index];
        word.set(field.lsb, field.bits, random.between(0, 1) == 0 ? 0u : ~0u);
      }
      if (random.between(0, 7) == 0) word.set(random.between(0, kWordBits - 1), 1, 1);
    }
    const Machine& machine = n % 8 < 4 ? rich : poor;
    const Trap want = naive_check(word, machine);
    ++seen[static_cast<int>(want)];
    if (check(word, machine) != want) {
      CAPTURE(n);
      REQUIRE(check(word, machine) == want);
    }
  }
  for (int cause = 0; cause <= 5; ++cause) {
    CAPTURE(cause);
    CHECK(seen[cause] > 100);
  }
}

TEST_CASE("Each instruction waits in its queue", "[instructions][codec]") {
  CHECK(queue_of({.operands = Load{}}) == Queue::load);
  CHECK(queue_of({.operands = Mac{}}) == Queue::mac);
  CHECK(queue_of({.operands = Post{}}) == Queue::post);
  CHECK(queue_of({.operands = MaxPoolInstruction{}}) == Queue::post);
  CHECK(queue_of({.operands = AveragePoolInstruction{}}) == Queue::post);
  CHECK(queue_of({.operands = AddInstruction{}}) == Queue::post);
  CHECK(queue_of({.operands = LookupInstruction{}}) == Queue::post);
  CHECK(queue_of({.operands = Store{}}) == Queue::store);
  for (int q = 0; q < kQueues; ++q)
    CHECK(queue_of({.operands = Sync{.queue = q}}) == static_cast<Queue>(q));
}

}  // namespace
}  // namespace isomer
