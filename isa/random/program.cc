// SPDX-License-Identifier: Apache-2.0

#include "isa/random/program.h"

#include <algorithm>

#include "isa/instructions/codec.h"
#include "isa/random/instructions.h"
#include "isa/random/locks.h"
#include "isa/random/tokens.h"

namespace isomer {
namespace {

Operands random_operands(Random& random, const Machine& machine, int constant_lines,
                         const RandomProgramOptions& options) {
  const auto finish = [&](auto op) -> Operands {
    if (!options.outside_locks) lock_what_is_used(machine, op);
    return op;
  };
  const auto lines_of = [&](int segment) {
    return segment == kConstantSegment  ? constant_lines
           : segment == kScratchSegment ? options.scratch_lines
                                        : kMoreLines;
  };
  const auto one = [&]() -> Operands {
    int segment = std::max(0, random.between(-4, options.has_more_segments ? kSegments - 1 : 1));
    switch (random.between(0, 14)) {
      case 0:
        return Sync{.queue = random.between(0, kQueues - 1)};
      case 1:
      case 2:
        return finish(random_load(random, machine, segment, lines_of(segment)));
      case 3:
        if (segment == kConstantSegment) segment = random.between(0, 3) == 0 ? 0 : kScratchSegment;
        return finish(random_store(random, machine, segment, lines_of(segment)));
      case 4:
      case 5:
      case 6:
        return finish(random_mac(random, machine));
      case 7:
      case 8:
        return finish(random_post(random, machine));
      case 10:
        return finish(random_average_pool(random, machine));
      case 11:
        return finish(random_add(random, machine));
      case 12:
        return finish(random_multiply(random, machine));
      case 13:
        return finish(random_rescale(random, machine));
      case 14:
        return finish(random_lookup(random, machine));
      default:
        return finish(random_max_pool(random, machine));
    }
  };
  Operands operands = one();
  while (overlaps_itself(machine, operands) ||
         check(encode({.operands = operands}), machine) != Trap::none)
    operands = one();
  return operands;
}

}  // namespace

std::vector<Instruction> random_instructions(Random& random, const Machine& machine,
                                             const Fill& fill,
                                             const RandomProgramOptions& options) {
  std::vector<Instruction> instructions = fill.instructions;
  for (int i = 0; i < options.instructions; ++i)
    instructions.push_back({.operands = random_operands(random, machine, fill.lines, options)});
  return instructions;
}

Program random_program(std::uint64_t seed, const Machine& machine,
                       const RandomProgramOptions& options) {
  Random random(seed);
  const Fill fill = fill_memories(machine);
  std::vector<Instruction> instructions = random_instructions(random, machine, fill, options);
  instructions.push_back(store_activations(machine));
  add_tokens(random, machine, instructions);
  return in_frame(random, machine, fill.lines, options.scratch_lines, words_of(instructions),
                  options.has_more_segments);
}

}  // namespace isomer
