// SPDX-License-Identifier: Apache-2.0
#include "sim/machine/traffic.h"

#include <variant>

#include "isa/instructions/busy_cycles.h"
#include "sim/machine/transfer.h"

namespace isomer {
namespace {

template <typename... Fields>
std::uint64_t product(Fields... fields) {
  return (std::uint64_t{1} * ... * static_cast<std::uint64_t>(fields));
}

template <typename Transfer>
std::uint64_t bytes_of(const Machine& machine, const Transfer& transfer, int word_bytes) {
  return product(transfer.planes, transfer.rows, machine.bus_bytes()) *
         row_beats(machine, product(transfer.words), product(word_bytes));
}

int word_bytes_of(const Machine& machine, const Load& load) {
  switch (static_cast<Memory>(load.memory)) {
    case Memory::activations:
      return machine.activation_word_bytes();
    case Memory::weights:
      return machine.weight_word_bytes();
    case Memory::parameters:
      break;
  }
  return machine.parameter_word_bytes();
}

}  // namespace

Traffic traffic_of(const Machine& machine, const Operands& operands) {
  Traffic traffic;
  if (const auto* mac = std::get_if<Mac>(&operands)) {
    traffic.array_cycles = product(passes(*mac), mac->out_h, mac->out_w);
  } else if (const auto* load = std::get_if<Load>(&operands)) {
    traffic.bytes_read = bytes_of(machine, *load, word_bytes_of(machine, *load));
  } else if (const auto* store = std::get_if<Store>(&operands)) {
    traffic.bytes_written = bytes_of(machine, *store, machine.activation_word_bytes());
  }
  return traffic;
}

}  // namespace isomer
