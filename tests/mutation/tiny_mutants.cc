// SPDX-License-Identifier: Apache-2.0
//
// Links in place of sim/rtl/rtl_machine.cc: machine tiny is a mutant, the others are sound.
#include <Visomer_tiny.h>

#include "isa/container/error.h"
#include "sim/rtl/rtl_machine.h"
#include "sim/rtl/variants.h"
#include "sim/rtl/verilated_machine.h"
#include "tests/mutation/mutation_number.h"

namespace isomer {

std::unique_ptr<RtlMachine> make_rtl_machine(const Machine& machine, std::uint64_t seed) {
  const std::uint64_t wanted = hash(machine);
  if (wanted == hash(find_machine("tiny")))
    return std::make_unique<VerilatedMachine<Visomer_tiny>>(machine, seed);
  if (wanted == hash(find_machine("base"))) return make_base(machine, seed);
  if (wanted == hash(find_machine("wide"))) return make_wide(machine, seed);
  if (wanted == hash(find_machine("nano"))) return make_nano(machine, seed);
  throw Error("no mutants of machine '" + machine.name + "': use 'tiny'");
}

}  // namespace isomer

// What isomer_mutation_pkg.sv asks for.
extern "C" int isomer_mutation_number() { return isomer::mutation_number(); }
