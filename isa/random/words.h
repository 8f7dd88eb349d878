// SPDX-License-Identifier: Apache-2.0
//
// Random words straight from the table, extremes included.

#ifndef ISA_RANDOM_WORDS_H_
#define ISA_RANDOM_WORDS_H_

#include <cstdint>

#include "isa/instructions/codec.h"
#include "isa/instructions/layout.h"
#include "isa/random/random.h"

namespace isomer {

// lo..hi, one time in four one of the two limits.
inline std::int64_t random_value(Random& random, std::int64_t lo, std::int64_t hi) {
  switch (random.between(0, 7)) {
    case 0:
      return lo;
    case 1:
      return hi;
    default:
      return lo +
             static_cast<std::int64_t>(random.next() % static_cast<std::uint64_t>(hi - lo + 1));
  }
}

// An instruction of the layout that traps on no machine which has every unit.
inline Instruction random_instruction(Random& random, const Layout& layout) {
  Instruction instruction{.operands = default_operands(layout)};
  if (layout.opcode.code != kHalt) {
    instruction.pop = static_cast<std::uint32_t>(random.between(0, 7));
    instruction.push = static_cast<std::uint32_t>(random.between(0, 7));
  }
  for (std::size_t i = 0; i < layout.fields.size(); ++i) {
    const Field& field = layout.fields[i];
    const bool keep = random.between(0, 3) == 0;  // defaults, too
    if (!keep)
      set_field(instruction.operands, i,
                static_cast<std::int32_t>(
                    random_value(random, field.lowest_legal(), field.highest_legal())));
  }
  return instruction;
}

// Any 256 bits, with an opcode that exists more often than not.
inline Word random_word(Random& random) {
  Word word;
  for (std::uint64_t& part : word.parts) part = random.next();
  const int choice = random.between(0, static_cast<int>(layouts().size()) + 1);
  if (choice < static_cast<int>(layouts().size()))
    word.set(0, kOpcodeBits, layouts()[static_cast<std::size_t>(choice)].opcode.code);
  return word;
}

}  // namespace isomer

#endif  // ISA_RANDOM_WORDS_H_
