// SPDX-License-Identifier: Apache-2.0
#include "sim/lockstep/simplify.h"

#include "isa/instructions/layout.h"

namespace isomer {

std::vector<Instruction> simpler(const Instruction& instruction) {
  std::vector<Instruction> result;
  const std::vector<Field>& fields = layout_of(instruction.operands).fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::int32_t value = get_field(instruction.operands, i);
    const std::int32_t initial = fields[i].initial;
    if (value == initial) continue;
    const std::int32_t halfway = initial + (value - initial) / 2;
    const auto add = [&](std::int32_t next) {
      result.push_back(instruction);
      set_field(result.back().operands, i, next);
    };
    add(initial);
    if (halfway != initial) add(halfway);
  }
  return result;
}

}  // namespace isomer
