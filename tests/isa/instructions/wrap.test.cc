// SPDX-License-Identifier: Apache-2.0
//
// An instruction wraps when its footprint in memories without end passes the real ones.
#include "isa/instructions/wrap.h"

#include <catch2/catch.hpp>

#include "isa/instructions/footprint.h"
#include "isa/instructions/layout.h"
#include "isa/random/random.h"
#include "isa/random/words.h"

namespace isomer {
namespace {

constexpr int kEndless = 1 << 22;

Machine without_end(Machine machine) {
  machine.activation_bank_words = kEndless / machine.activation_banks;
  machine.weight_words = machine.parameter_words = machine.accumulator_entries = kEndless;
  return machine;
}

bool passes_end(const Machine& machine, const Access& access) {
  const auto last = static_cast<std::int64_t>(access.first + access.count) - 1;
  const auto entry = static_cast<std::int64_t>(access.first);
  switch (access.space) {
    case Space::activations:
      return last >= machine.activation_words();
    case Space::weights:
      return last >= machine.weight_words;
    case Space::parameters:
      return last >= machine.parameter_words;
    case Space::accumulators:
      return last >= 2 * machine.accumulator_entries ||
             last / machine.accumulator_entries != entry / machine.accumulator_entries;
    case Space::device:
      break;
  }
  return false;
}

// Counts up to 5, everything else as it comes, distances mostly small.
Instruction small_instruction(Random& random, const Layout& layout) {
  Instruction instruction = random_instruction(random, layout);
  for (std::size_t i = 0; i < layout.fields.size(); ++i) {
    const Field& field = layout.fields[i];
    if (field.check == Check::count || field.name == "in_h" || field.name == "in_w")
      set_field(instruction.operands, i, random.between(1, 5));
    if (field.name == "iy0" || field.name == "ix0")
      set_field(instruction.operands, i, random.between(-3, 3));
    if (field.name == "mapping") set_field(instruction.operands, i, random.between(0, 1));
    const bool is_distance = field.name.find("pitch") != std::string::npos ||
                             field.name.find("plane") != std::string::npos ||
                             field.name.find("local_row") != std::string::npos;
    if (is_distance && field.check == Check::any)
      set_field(instruction.operands, i, random.between(0, 40));
    const bool is_base = field.name.find("base") != std::string::npos || field.name == "local";
    if (is_base) set_field(instruction.operands, i, random.between(0, 500));
  }
  return instruction;
}

TEST_CASE("An instruction wraps when its footprint passes a memory's end", "[instructions][wrap]") {
  const std::vector<Machine> machines = {find_machine("tiny"),
                                         {"wide", 8, 2, 8, 32, 2, 256, 512, 64, 128, 4, 2}};
  Random random(11);
  int found = 0;
  for (int n = 0; n < 3000; ++n) {
    const Machine& machine = machines[static_cast<std::size_t>(n) % machines.size()];
    const Layout& layout = layouts()[random.next() % layouts().size()];
    const Instruction instruction = small_instruction(random, layout);
    bool expected = false;
    for (const Access& access : footprint(without_end(machine), instruction))
      expected |= passes_end(machine, access);
    const auto text = wrapping(machine, instruction);
    found += text ? 1 : 0;
    if (text.has_value() != expected) {
      CAPTURE(n, machine.name, layout.opcode.mnemonic, text.value_or("nothing"));
      REQUIRE(text.has_value() == expected);
    }
  }
  CHECK(found > 300);
  CHECK(found < 2700);
}

TEST_CASE("What wraps is named", "[instructions][wrap]") {
  const Machine tiny = find_machine("tiny");
  CHECK_FALSE(wrapping(tiny, {.operands = Load{.words = 12, .local = 500}}));
  CHECK(wrapping(tiny, {.operands = Load{.words = 13, .local = 500}}) ==
        "activations up to word 512 of 512");
  CHECK(wrapping(tiny, {.operands = Mac{.out_w = 2, .acc_base = 31}}) ==
        "accumulators 31 to 32, in banks of 32");
}

}  // namespace
}  // namespace isomer
