// SPDX-License-Identifier: Apache-2.0
//
// Which mutant of a netlist lives in this process.

#ifndef TESTS_MUTATION_MUTATION_NUMBER_H_
#define TESTS_MUTATION_MUTATION_NUMBER_H_

#include <cstdint>
#include <cstdlib>

namespace isomer {

// The number in the environment's ISOMER_MUTANT; 0, none, when it is not there.
inline std::uint16_t mutation_number() {
  const char* const number = std::getenv("ISOMER_MUTANT");
  return number == nullptr ? 0 : static_cast<std::uint16_t>(std::strtoul(number, nullptr, 10));
}

// Tells a Verilated netlist, which has a port for it. Source with faults asks by itself.
template <typename Model>
void choose_mutant(Model& model) {
  if constexpr (requires { model.mutation; }) model.mutation = mutation_number();
}

}  // namespace isomer

#endif  // TESTS_MUTATION_MUTATION_NUMBER_H_
