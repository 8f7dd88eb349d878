// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/assembler.h"

#include <catch2/catch.hpp>

#include "isa/container/error.h"
#include "isa/random/random.h"
#include "isa/random/words.h"

namespace isomer {
namespace {

using Catch::Contains;

Instruction one(const std::string& line) {
  const std::vector<Word> words = assemble(line, "a.s");
  REQUIRE(words.size() == 1);
  return decode(words.front());
}

TEST_CASE("Text becomes the instruction it says", "[instructions][assembler]") {
  const Instruction instruction =
      one("  mac pop=load push=post,load mode=bias x_base=0x40 iy0=-1 out_h=8   # a comment");
  CHECK(instruction.pop == 0b001);  // load, post, store
  CHECK(instruction.push == 0b011);
  const Mac& mac = std::get<Mac>(instruction.operands);
  CHECK(mac.mode == 1);
  CHECK(mac.x_base == 64);
  CHECK(mac.iy0 == -1);
  CHECK(mac.out_h == 8);
  CHECK(mac.stored_bits == 3);  // the default
  CHECK(std::get<Load>(one("load memory=weights").operands).memory == 1);
  CHECK(std::get<Load>(one("load memory=1").operands).memory == 1);
  CHECK(std::get<Post>(one("post rounding=half_away lo=-0x80").operands).lo == -128);
  const Instruction sync = one("sync pop=store push=mac queue=post");  // masks after the queue
  CHECK(sync.pop == 0b100);
  CHECK(sync.push == 0b010);
  CHECK(assemble("# nothing\n\n \t\n", "a.s").empty());
  CHECK(assemble("word 0x1", "a.s") == std::vector<Word>{encode({.operands = Halt{}})});
}

TEST_CASE("Instructions are printed without their defaults", "[instructions][assembler]") {
  CHECK(disassemble(Instruction{.operands = Halt{}}) == "halt");
  CHECK(disassemble(Instruction{.operands = Mac{}}) == "mac");
  CHECK(disassemble(Instruction{.operands = Sync{.queue = 3}, .pop = 0b101, .push = 0b010}) ==
        "sync pop=load,post push=mac queue=store");
  Post post;
  post.rounding = 1;
  post.s1 = -7;
  CHECK(disassemble(Instruction{.operands = post}) == "post rounding=half_even s1=-7");
  CHECK_THAT(disassemble(Word{}), Contains("word 0x000") && Contains("# illegal_opcode"));
  Load load;
  load.rows = 0;
  CHECK_THAT(disassemble(encode({.operands = load})),
             Contains("word 0x") && Contains("# zero_count: load rows=0"));
}

TEST_CASE("Disassembled text assembles to the same bits", "[instructions][assembler]") {
  Random random(5);
  std::string text;
  std::vector<Word> words;
  for (int n = 0; n < 8000; ++n) {
    const Layout& layout = layouts()[static_cast<std::size_t>(n) % layouts().size()];
    words.push_back(n % 5 == 0 ? random_word(random) : encode(random_instruction(random, layout)));
    text += disassemble(words.back()) + "\n";
  }
  const std::vector<Word> again = assemble(text, "a.s");
  REQUIRE(again.size() == words.size());
  for (std::size_t n = 0; n < words.size(); ++n)
    if (!(again[n] == words[n])) {
      CAPTURE(n, disassemble(words[n]));
      REQUIRE(again[n] == words[n]);
    }
}

TEST_CASE("Every field and every named value can be written", "[instructions][assembler]") {
  for (const Layout& layout : layouts())
    for (std::size_t i = 0; i < layout.fields.size(); ++i) {
      const Field& field = layout.fields[i];
      const std::string start = std::string(layout.opcode.mnemonic) + " " + field.name + "=";
      CAPTURE(start);
      for (const std::int64_t value : {field.lowest_legal(), field.highest_legal()})
        CHECK(get_field(one(start + std::to_string(value)).operands, i) == value);
      for (const std::int64_t value : {field.lowest_legal() - 1, field.highest_legal() + 1})
        CHECK_THROWS_WITH(
            assemble(start + std::to_string(value), "a.s"),
            Contains("a.s:1:" + std::to_string(start.size() + 1) + ": ") && Contains(field.name));
      for (std::size_t v = 0; v < field.values.size(); ++v)
        CHECK(get_field(one(start + field.values[v]).operands, i) ==
              field.min + static_cast<std::int32_t>(v));
    }
}

TEST_CASE("Errors name the place, the token and what is legal", "[instructions][assembler]") {
  const auto wrong = [](const std::string& text, const std::string& place, const std::string& token,
                        const std::string& remedy) {
    CAPTURE(text);
    CHECK_THROWS_WITH(assemble(text, "dir/a.s"),
                      Contains("dir/a.s:" + place + ": ") && Contains(token) && Contains(remedy));
  };
  wrong("halt\n\nmacc", "3:1", "'macc'", "'mac'");
  wrong("halt\n  mac  x_bse=1", "2:8", "'x_bse'", "'x_base'");
  wrong("mac mode=sum", "1:10", "'sum'", "zero, bias, accumulate");
  wrong("load memory=weihgts", "1:13", "'weihgts'", "'weights'");
  wrong("mac x_base=65536", "1:12", "'65536'", "0 to 65535");
  wrong("mac x_base=ten", "1:12", "'ten'", "0 to 65535");
  wrong("mac x_base=", "1:12", "''", "0 to 65535");
  wrong("mac x_base", "1:5", "'x_base'", "x_base=");
  wrong("mac x_base=1 x_base=2", "1:14", "x_base", "twice");
  wrong("mac pop=mac", "1:9", "'mac'", "load, post, store");
  wrong("mac pop=load,,post", "1:14", "''", "load, post, store");
  wrong("mac push=5", "1:10", "'5'", "load, post, store");
  wrong("halt pop=load", "1:10", "halt", "no queue");
  wrong("post groups=0", "1:13", "'0'", "1 to 255");
  wrong("word 12", "1:6", "'12'", "0x");
  wrong("word 0x" + std::string(65, '0'), "1:6", "0x0", "64");
  wrong("word", "1:1", "word", "0x");
}

TEST_CASE("Arbitrary text never does harm", "[instructions][assembler][hostile]") {
  Random random(6);
  const std::string alphabet = "mac lod post=,0x19\"\\#\n\t-_bie\x80\xff";
  const std::string good = "mac pop=load push=post,load mode=bias x_base=0x40 iy0=-1\n";
  int refused = 0;
  for (int n = 0; n < 20000; ++n) {
    std::string text = n % 2 == 0 ? good : "";
    for (int k = random.between(0, 12); k > 0; --k) {
      const char c = alphabet[random.next() % alphabet.size()];
      const auto at = static_cast<std::ptrdiff_t>(random.next() % (text.size() + 1));
      text.insert(text.begin() + at, c);
    }
    try {
      assemble(text, "a.s");
    } catch (const Error&) {
      ++refused;
    }
  }
  CHECK(refused > 1000);
}

}  // namespace
}  // namespace isomer
