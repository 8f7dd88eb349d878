// SPDX-License-Identifier: Apache-2.0

#include "isa/random/illegal_word.h"

#include <fmt/format.h>

#include <optional>

#include "isa/container/error.h"
#include "isa/random/words.h"

namespace isomer {
namespace {

constexpr int kAttempts = 4000;  // until a machine counts as one without such a word

const Layout& any_layout(Random& random) {
  const auto all = layouts();
  return all[static_cast<std::size_t>(random.between(0, static_cast<int>(all.size()) - 1))];
}

// Sets one of the reserved bits, if there is one.
void set_reserved_bit(Random& random, const Layout& layout, Word& word) {
  const int bit = random.between(0, 255);
  if (((layout.reserved.parts[static_cast<std::size_t>(bit / 64)] >> (bit % 64)) & 1) != 0)
    word.set(bit, 1, 1);
}

// Gives one field a value of which nothing is known.
void set_any_value(Random& random, const Layout& layout, Word& word) {
  if (layout.fields.empty()) return;
  const Field& field = layout.fields[static_cast<std::size_t>(
      random.between(0, static_cast<int>(layout.fields.size()) - 1))];
  const auto bits = random.between(0, 2) == 0 ? 0 : static_cast<std::uint32_t>(random.next());
  word.set(field.lsb, field.bits, bits);
}

// A word that may have the cause.
Word candidate(Random& random, Trap cause) {
  if (cause == Trap::illegal_opcode) return random_word(random);
  const Layout& layout = any_layout(random);
  Word word = encode(random_instruction(random, layout));
  if (cause == Trap::reserved_bits) set_reserved_bit(random, layout, word);
  if (cause == Trap::zero_count || cause == Trap::illegal_enumeration)
    set_any_value(random, layout, word);
  return word;
}

std::optional<Word> find_word(Random& random, const Machine& machine, Trap cause) {
  for (int i = 0; i < kAttempts; ++i) {
    const Word word = candidate(random, cause);
    if (check(word, machine) == cause) return word;
  }
  return std::nullopt;
}

}  // namespace

Word illegal_word(Random& random, const Machine& machine, Trap cause) {
  const std::optional<Word> word = find_word(random, machine, cause);
  if (!word)
    throw Error(fmt::format("no word of machine '{}' traps with {}", machine.name,
                            kTrapNames[static_cast<std::size_t>(cause)]));
  return *word;
}

std::vector<Trap> word_causes(const Machine& machine) {
  std::vector<Trap> causes;
  for (const Trap cause : {Trap::illegal_opcode, Trap::reserved_bits, Trap::zero_count,
                           Trap::illegal_enumeration, Trap::absent_feature}) {
    Random random(static_cast<std::uint64_t>(cause));
    if (find_word(random, machine, cause)) causes.push_back(cause);
  }
  return causes;
}

}  // namespace isomer
