// SPDX-License-Identifier: Apache-2.0
//
// load: memory[local + p*local_plane + r*local_row + w] = the word at device address
//       segment + 16*(offset + p*plane_stride + r*row_stride) + w*word_bytes
#include <cstring>
#include <span>

#include "isa/hardware/bank_lock.h"
#include "sim/machine/execute.h"
#include "sim/machine/transfer.h"

namespace isomer {
namespace {

// Copies the words into `memory`, as far as holds_all(first word, count) lets it.
template <typename Holds>
bool copy_rows(State& state, const Load& load, std::span<std::byte> memory, int word_bytes,
               const Holds& holds_all) {
  const auto bytes = static_cast<std::size_t>(word_bytes);
  const auto count = static_cast<std::size_t>(load.words);
  const std::size_t size = memory.size() / bytes;  // a power of two
  return for_each_row(state, load, bytes, [&](std::uint64_t address, std::int64_t local) {
    const std::size_t first = static_cast<std::size_t>(local) & (size - 1);
    if (first + count <= size && holds_all(first, count)) {
      std::memcpy(&memory[first * bytes], &state.device[address], count * bytes);
      return;
    }
    for (std::size_t w = 0; w < count; ++w) {
      const std::size_t word = (first + w) & (size - 1);
      if (holds_all(word, 1))
        std::memcpy(&memory[word * bytes], &state.device[address + w * bytes], bytes);
    }
  });
}

}  // namespace

bool execute(State& state, const Load& load) {
  const Machine& machine = state.machine;
  const auto holds_everything = [](std::size_t, std::size_t) { return true; };
  const auto bytes_of = [](auto& memory) { return std::as_writable_bytes(std::span(memory)); };
  switch (static_cast<Memory>(load.memory)) {
    case Memory::activations: {
      const BankLock lock(machine, load.local, load.last_bank);
      return copy_rows(
          state, load, bytes_of(state.activations), machine.activation_word_bytes(),
          [&](std::size_t first, std::size_t count) { return lock.holds_all(first, count); });
    }
    case Memory::weights:
      return copy_rows(state, load, bytes_of(state.weights), machine.weight_word_bytes(),
                       holds_everything);
    case Memory::parameters:
      break;
  }
  return copy_rows(state, load, bytes_of(state.parameters), machine.parameter_word_bytes(),
                   holds_everything);
}

}  // namespace isomer
