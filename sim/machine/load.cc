// SPDX-License-Identifier: Apache-2.0
//
// load: memory[local + p*local_plane + r*local_row + w] = the word at device address
//       segment + 16*(offset + p*plane_stride + r*row_stride) + w*word_bytes
#include <cstring>

#include "isa/hardware/bank_lock.h"
#include "sim/machine/execute.h"
#include "sim/machine/transfer.h"

namespace isomer {
namespace {

// Copies `words` words; destination(word address) is where one goes, or null when nowhere.
template <typename Destination>
bool copy_rows(State& state, const Load& load, int word_bytes, const Destination& destination) {
  const auto bytes = static_cast<std::size_t>(word_bytes);
  return for_each_row(state, load, bytes, [&](std::uint64_t address, std::int64_t local) {
    for (std::int32_t w = 0; w < load.words; ++w) {
      void* const word = destination(local + w);
      if (word != nullptr)
        std::memcpy(word, &state.device[address + static_cast<std::size_t>(w) * bytes], bytes);
    }
  });
}

}  // namespace

bool execute(State& state, const Load& load) {
  const Machine& machine = state.machine;
  switch (static_cast<Memory>(load.memory)) {
    case Memory::activations: {
      const BankLock lock(machine, load.local, load.last_bank);
      return copy_rows(state, load, machine.activation_word_bytes(), [&](std::int64_t local) {
        const std::size_t word = state.activation_word(local);
        return lock.holds(word)
                   ? &state.activations[word *
                                        static_cast<std::size_t>(machine.activation_word_bytes())]
                   : nullptr;
      });
    }
    case Memory::weights:
      return copy_rows(state, load, machine.weight_word_bytes(), [&](std::int64_t local) {
        return &state.weights[state.weight_word(local) *
                              static_cast<std::size_t>(machine.weight_word_bytes())];
      });
    case Memory::parameters:
      break;
  }
  return copy_rows(state, load, machine.parameter_word_bytes(), [&](std::int64_t local) {
    return &state.parameters[state.parameter_word(local) * state.columns()];
  });
}

}  // namespace isomer
