// SPDX-License-Identifier: Apache-2.0

#include "isa/random/frame.h"

#include "isa/instructions/codec.h"
#include "isa/program/builder.h"
#include "isa/random/instructions.h"
#include "isa/random/locks.h"

namespace isomer {

Fill fill_memories(const Machine& machine) {
  Fill fill;
  const auto load = [&](Memory memory, int local, int words, int word_bytes) {
    fill.instructions.push_back(
        {.operands = Load{.memory = static_cast<int>(memory),
                          .segment = kConstantSegment,
                          .offset = fill.lines,
                          .words = words,
                          .local = local,
                          .last_bank = local / machine.activation_bank_words}});
    fill.lines += (words * word_bytes + 15) / 16;
  };
  const int half = machine.weight_words / 2;
  load(Memory::weights, 0, half, machine.weight_word_bytes());
  load(Memory::parameters, 0, machine.parameter_words, machine.parameter_word_bytes());
  load(Memory::weights, half, half, machine.weight_word_bytes());
  for (int b = 0; b < machine.activation_banks; ++b)
    load(Memory::activations, b * machine.activation_bank_words, machine.activation_bank_words,
         machine.activation_word_bytes());
  for (const int bank : {0, 1}) {
    Mac mac = mac_for(machine);
    mac.mode = 1;
    mac.x_signed = bank;
    mac.in_h = 1 - bank;  // the other bank gets the biases alone, small integers
    mac.in_w = machine.accumulator_entries;
    mac.out_w = machine.accumulator_entries;
    mac.acc_base = bank * machine.accumulator_entries;
    lock_what_is_used(machine, mac);
    fill.instructions.push_back({.operands = mac});
  }
  return fill;
}

Instruction store_activations(const Machine& machine) {
  return {.operands = Store{.segment = kOutputSegment,
                            .words = machine.activation_words(),
                            .last_bank = machine.activation_banks - 1}};
}

Program in_frame(Random& random, const Machine& machine, int constant_lines, int scratch_lines,
                 const std::vector<Word>& words, bool has_more) {
  ProgramBuilder builder(machine);
  const auto bytes = [](int lines) { return static_cast<std::size_t>(16 * lines); };
  builder.segment("constants", bytes(constant_lines), random_bytes(random, bytes(constant_lines)));
  builder.segment("scratch", bytes(scratch_lines), random_bytes(random, bytes(scratch_lines)));
  const auto more = [&] {
    return has_more ? random_bytes(random, bytes(kMoreLines)) : std::vector<std::byte>();
  };
  const int output = machine.activation_words() * machine.activation_word_bytes();
  builder.segment("output", static_cast<std::size_t>(output), more());
  for (int s = kMoreSegments; has_more && s < kSegments; ++s)
    builder.segment("more", bytes(kMoreLines), more());
  for (const Word& word : words) builder.add(word);
  return builder.build_open();
}

std::vector<Word> words_of(const std::vector<Instruction>& instructions) {
  std::vector<Word> words;
  for (const Instruction& instruction : instructions) words.push_back(encode(instruction));
  words.push_back(encode({.operands = Halt{}}));
  return words;
}

}  // namespace isomer
