// SPDX-License-Identifier: Apache-2.0

#include "isa/program/builder.h"

#include "isa/instructions/codec.h"

namespace isomer {

std::uint32_t token_mask(Queue queue, std::initializer_list<Queue> peers) {
  std::uint32_t mask = 0;
  for (const Queue peer : peers) mask |= 1U << token_bit(queue, peer);
  return mask;
}

int all_banks(const Machine& machine, int base) {
  return (base / machine.activation_bank_words + machine.activation_banks - 1) %
         machine.activation_banks;
}

ProgramBuilder::ProgramBuilder(const Machine& machine) {
  program_.name = "test";
  program_.machine = machine.name;
  program_.machine_hash = hash(machine);
}

int ProgramBuilder::segment(const std::string& name, std::size_t bytes,
                            std::vector<std::byte> data) {
  program_.segments.push_back({name, (bytes + 15) / 16 * 16, std::move(data)});
  return static_cast<int>(program_.segments.size()) - 1;
}

ProgramBuilder& ProgramBuilder::add(const Operands& operands, std::initializer_list<Queue> pop,
                                    std::initializer_list<Queue> push) {
  Instruction instruction{.operands = operands};
  const Queue queue = queue_of(instruction);
  instruction.pop = token_mask(queue, pop);
  instruction.push = token_mask(queue, push);
  return add(instruction);
}

ProgramBuilder& ProgramBuilder::add(const Instruction& instruction) {
  return add(encode(instruction));
}

ProgramBuilder& ProgramBuilder::add(const Word& word) {
  program_.instructions.push_back(word);
  return *this;
}

Program ProgramBuilder::build() const {
  Program program = program_;
  program.instructions.push_back(encode({.operands = Halt{}}));
  return program;
}

}  // namespace isomer
