// SPDX-License-Identifier: Apache-2.0
//
// store: the word at device address
//          segment + 16*(offset + p*plane_stride + r*row_stride) + w*word_bytes
//        = activations[local + p*local_plane + r*local_row + w], zero outside the locked banks
#include <cstring>

#include "isa/hardware/bank_lock.h"
#include "sim/machine/execute.h"
#include "sim/machine/transfer.h"

namespace isomer {

bool execute(State& state, const Store& store) {
  const BankLock lock(state.machine, store.local, store.last_bank);
  const auto bytes = static_cast<std::size_t>(state.machine.activation_word_bytes());
  const auto count = static_cast<std::size_t>(store.words);
  return for_each_row(state, store, bytes, [&](std::uint64_t address, std::int64_t local) {
    const std::size_t first = state.activation_word(local);
    if (lock.holds_all(first, count)) {
      std::memcpy(&state.device[address], &state.activations[first * bytes], count * bytes);
      return;
    }
    for (std::size_t w = 0; w < count; ++w) {
      std::byte* const line = &state.device[address + w * bytes];
      const std::size_t word = state.activation_word(local + static_cast<std::int64_t>(w));
      if (lock.holds(word)) {
        std::memcpy(line, &state.activations[word * bytes], bytes);
      } else {
        std::memset(line, 0, bytes);
      }
    }
  });
}

}  // namespace isomer
