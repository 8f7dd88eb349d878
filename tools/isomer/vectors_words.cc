// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/vectors_words.h"

#include "isa/instructions/codec.h"
#include "isa/instructions/layout.h"
#include "isa/random/illegal_word.h"
#include "isa/random/words.h"

namespace isomer {

std::vector<std::string> instruction_kinds(const Machine& machine) {
  std::vector<std::string> kinds;
  for (const Layout& layout : layouts()) {
    const bool moves_data = layout.opcode.code != kHalt && layout.opcode.code != kSync;
    const bool has_unit =
        layout.opcode.unit == Feature::none || (available(machine, layout.opcode.unit) & 2) != 0;
    if (moves_data && has_unit) kinds.emplace_back(layout.opcode.mnemonic);
  }
  return kinds;
}

NamedNumbers fields_of(const Operands& operands) {
  NamedNumbers fields;
  const Layout& layout = layout_of(operands);
  for (std::size_t i = 0; i < layout.fields.size(); ++i)
    fields.emplace_back(layout.fields[i].name, get_field(operands, i));
  return fields;
}

void make_word(Random& random, const Machine& machine, std::int64_t number, Vector& vector) {
  const std::vector<Trap> causes = word_causes(machine);
  switch (number % 3) {
    case 0:
      vector.word = random_word(random);
      break;
    case 1:
      vector.word = encode(random_instruction(random, layouts()[random.next() % layouts().size()]));
      break;
    default:
      vector.word = illegal_word(random, machine, causes[random.next() % causes.size()]);
  }
  vector.answer.results = {{"trap", static_cast<int>(check(*vector.word, machine))}};
}

}  // namespace isomer
