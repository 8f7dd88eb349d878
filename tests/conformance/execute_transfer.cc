// SPDX-License-Identifier: Apache-2.0

#include <stdexcept>

#include "tests/conformance/execute.h"

namespace dut {
namespace {

// Calls move(address in the local memory, address in device memory) for every word.
template <typename Move>
void for_each_word(const Machine& machine, const Instruction& i, Int word_bytes, Move move) {
  for (Int p = 0; p < i["planes"]; ++p)
    for (Int r = 0; r < i["rows"]; ++r)
      for (Int w = 0; w < i["words"]; ++w)
        move(i["local"] + p * i["local_plane"] + r * i["local_row"] + w,
             machine.bases[static_cast<std::size_t>(i["segment"])] +
                 16 * (i["offset"] + p * i["plane_stride"] + r * i["row_stride"]) + w * word_bytes);
}

}  // namespace

void execute_load(Machine& machine, const Instruction& i) {
  LocalMemory& memory = i["memory"] == 0   ? machine.activations
                        : i["memory"] == 1 ? machine.weights
                                           : machine.parameters;
  Banks banks(machine.config);
  banks.lock(i["local"], i["last_bank"]);
  for_each_word(machine, i, memory.word_bytes(), [&](Int local, Int address) {
    if (i["memory"] == 0 && !banks.holds(memory.wrapped(local))) return;
    for (Int b = 0; b < memory.word_bytes(); ++b)
      memory.byte(local, b) = machine.device.byte(address + b);
  });
}

void execute_store(Machine& machine, const Instruction& i) {
  LocalMemory& memory = machine.activations;
  Banks banks(machine.config);
  banks.lock(i["local"], i["last_bank"]);
  for_each_word(machine, i, memory.word_bytes(), [&](Int local, Int address) {
    const bool is_locked = banks.holds(memory.wrapped(local));
    for (Int b = 0; b < memory.word_bytes(); ++b)
      machine.device.byte(address + b) = is_locked ? memory.byte(local, b) : std::uint8_t{0};
  });
}

void execute(Machine& machine, const Instruction& i) {
  machine.saturations = 0;
  machine.high_water = 0;
  const std::string& name = i.mnemonic;
  if (name == "load") {
    execute_load(machine, i);
  } else if (name == "store") {
    execute_store(machine, i);
  } else if (name == "mac") {
    execute_mac(machine, i);
  } else if (name == "post") {
    execute_post(machine, i);
  } else if (name == "max_pool" || name == "avg_pool") {
    execute_pool(machine, i);
  } else if (name == "add" || name == "multiply" || name == "rescale" || name == "lookup") {
    execute_stored(machine, i);
  } else if (name != "sync") {
    throw std::runtime_error("cannot execute " + name);
  }
}

}  // namespace dut
