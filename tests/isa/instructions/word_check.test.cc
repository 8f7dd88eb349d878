// SPDX-License-Identifier: Apache-2.0

#include <Visomer_word_check.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "isa/instructions/codec.h"
#include "isa/random/random.h"
#include "isa/random/words.h"

// Verilator's library asks for the simulation time; this circuit has none.
double sc_time_stamp() { return 0; }

namespace isomer {
namespace {

TEST_CASE("isomer_word_check decides as check() does", "[instructions][rtl]") {
  Random random(3);
  Visomer_word_check dut;
  int seen[10] = {};
  for (int n = 0; n < 200000; ++n) {
    Word word = random_word(random);
    if (n % 4 != 0) {
      const Layout& layout = layouts()[static_cast<std::size_t>(n / 4) % layouts().size()];
      word = encode(random_instruction(random, layout));
      if (!layout.fields.empty() && random.between(0, 1) == 0) {
        const Field& field = layout.fields[random.next() % layout.fields.size()];
        word.set(field.lsb, field.bits, static_cast<std::uint32_t>(random_value(random, 0, ~0u)));
      }
      if (random.between(0, 3) == 0) word.set(random.between(0, kWordBits - 1), 1, 1);
    }
    for (int i = 0; i < 8; ++i) dut.word_i[static_cast<std::size_t>(i)] = word.get(32 * i, 32);
    dut.reserved_i = n % 2 != 0;  // counts for nothing where every bit is looked at
    dut.eval();
    const Trap want = check(word, Machine{});
    ++seen[static_cast<int>(want)];
    bool equal = dut.cause_o == static_cast<int>(want);
    if (want == Trap::none) {
      const Instruction instruction = decode(word);
      const bool is_halt = std::holds_alternative<Halt>(instruction.operands);
      equal = equal && dut.is_halt_o == is_halt &&
              (is_halt || dut.queue_o == static_cast<int>(queue_of(instruction)));
    }
    const auto layout = std::find_if(layouts().begin(), layouts().end(), [&](const Layout& l) {
      return l.opcode.code == word.get(0, kOpcodeBits);
    });
    for (int i = 0; i < 8; ++i)
      equal = equal && dut.reserved_o[static_cast<std::size_t>(i)] ==
                           (layout == layouts().end() ? 0 : layout->reserved.get(32 * i, 32));
    if (!equal) {
      CAPTURE(n, static_cast<int>(want), static_cast<int>(dut.cause_o));
      REQUIRE(equal);
    }
  }
  for (int cause = 0; cause <= 5; ++cause) CHECK(seen[cause] > 100);
}

}  // namespace
}  // namespace isomer
