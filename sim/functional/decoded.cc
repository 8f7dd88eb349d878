// SPDX-License-Identifier: Apache-2.0
#include "sim/functional/decoded.h"

#include <variant>

#include "isa/instructions/codec.h"

namespace isomer {

std::vector<Decoded> decode_instructions(const Program& program, const Machine& machine) {
  std::vector<Decoded> result;
  result.reserve(program.instructions.size());
  for (const Word& word : program.instructions) {
    Decoded decoded{.trap = check(word, machine), .instruction = {}};
    if (decoded.trap == Trap::none) {
      decoded.instruction = decode(word);
      decoded.queue = queue_of(decoded.instruction);
      decoded.is_halt = std::holds_alternative<Halt>(decoded.instruction.operands);
    }
    result.push_back(decoded);
  }
  return result;
}

}  // namespace isomer
