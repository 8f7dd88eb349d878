// SPDX-License-Identifier: Apache-2.0
//
// Words that fetch refuses, by cause.
#include "isa/random/illegal_word.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "isa/container/error.h"
#include "isa/instructions/codec.h"

namespace isomer {
namespace {

TEST_CASE("Each cause has words of many kinds", "[random]") {
  for (const std::string& name : stock_machines()) {
    const Machine machine = find_machine(name);
    Random random(1);
    for (const Trap cause : word_causes(machine)) {
      std::set<std::uint32_t> opcodes;
      bool is_right = true;
      for (int i = 0; i < 100; ++i) {
        const Word word = illegal_word(random, machine, cause);
        is_right &= check(word, machine) == cause;
        opcodes.insert(word.get(0, kOpcodeBits));
      }
      INFO(name << ", " << kTrapNames[static_cast<std::size_t>(cause)]);
      CHECK(is_right);
      CHECK(opcodes.size() > (cause == Trap::absent_feature ? 0 : 2));
    }
  }
}

TEST_CASE("A cause that no word has is refused", "[random]") {
  Random random(1);
  CHECK(std::ranges::count(word_causes(find_machine("nano")), Trap::absent_feature) == 1);
  CHECK_THROWS_WITH(illegal_word(random, find_machine("tiny"), Trap::missing_halt),
                    Catch::Contains("missing_halt"));
}

}  // namespace
}  // namespace isomer
