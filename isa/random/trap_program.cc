// SPDX-License-Identifier: Apache-2.0

#include "isa/random/trap_program.h"

#include "isa/container/error.h"
#include "isa/random/frame.h"
#include "isa/random/illegal_word.h"
#include "isa/random/instructions.h"
#include "isa/random/locks.h"
#include "isa/random/program.h"
#include "isa/random/tokens.h"

namespace isomer {
namespace {

constexpr int kScratchLines = 64;
constexpr int kSegmentLines = 256;  // segments begin at multiples of 4 KiB

// Moves the transfer, drawn for `lines` lines, so that it begins inside the output segment, the
// last one, or behind it, and ends outside device memory; or gives it a segment that is not there.
template <typename Transfer>
Operands outside_memory(Random& random, const Machine& machine, Transfer transfer) {
  const int bytes = machine.activation_words() * machine.activation_word_bytes();
  const int lines = (bytes / 16 + kSegmentLines - 1) / kSegmentLines * kSegmentLines;
  if (random.between(0, 2) == 0)
    transfer.segment = random.between(kOutputSegment + 1, kSegments - 1);
  else
    transfer.offset = lines - random.between(0, 2);
  if (random.between(0, 1) == 0) transfer.words = 16;  // a row of several lines
  transfer.rows = 3;
  transfer.row_stride = random.between(1, 4);
  lock_what_is_used(machine, transfer);
  return transfer;
}

Operands bus_error(Random& random, const Machine& machine, Trap cause) {
  if (cause == Trap::load_bus)
    return outside_memory(random, machine, random_load(random, machine, kOutputSegment, 64));
  return outside_memory(random, machine, random_store(random, machine, kOutputSegment, 64));
}

// Some tokens that instructions before `end` give never come: those that take them wait for ever.
// Later ones come too late, none too early.
void lose_tokens(Random& random, std::vector<Instruction>& instructions, int first, int end) {
  std::vector<Instruction*> givers;
  for (int i = first; i < end; ++i) {
    Instruction& one = instructions[static_cast<std::size_t>(i)];
    if (one.push != 0) givers.push_back(&one);
  }
  if (givers.empty()) return;
  for (int n = random.between(1, 4); n > 0; --n) {
    const int giver = random.between(0, static_cast<int>(givers.size()) - 1);
    givers[static_cast<std::size_t>(giver)]->push &= ~(1U << random.between(0, 2));
  }
}

}  // namespace

Program random_trap_program(std::uint64_t seed, const Machine& machine, Trap cause, int count) {
  Random random(seed);
  const Fill fill = fill_memories(machine);
  const RandomProgramOptions options{
      .instructions = count, .scratch_lines = kScratchLines, .has_more_segments = false};
  std::vector<Instruction> instructions = random_instructions(random, machine, fill, options);
  const int first = static_cast<int>(fill.instructions.size());
  const int place =
      random.between(random.between(0, 7) == 0 ? 0 : first, static_cast<int>(instructions.size()));
  const auto at = [place](auto& list) { return list.begin() + place; };
  if (cause == Trap::load_bus || cause == Trap::store_bus)
    instructions.insert(at(instructions), {.operands = bus_error(random, machine, cause)});
  add_tokens(random, machine, instructions);
  if (random.between(0, 1) == 0) lose_tokens(random, instructions, first, place);
  std::vector<Word> words = words_of(instructions);
  if (cause == Trap::missing_halt)
    words.pop_back();
  else if (cause != Trap::load_bus && cause != Trap::store_bus)
    words.insert(at(words), illegal_word(random, machine, cause));
  return in_frame(random, machine, fill.lines, kScratchLines, words);
}

}  // namespace isomer
