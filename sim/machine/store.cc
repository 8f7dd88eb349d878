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
  return for_each_row(state, store, bytes, [&](std::uint64_t address, std::int64_t local) {
    for (std::int32_t w = 0; w < store.words; ++w) {
      std::byte* const line = &state.device[address + static_cast<std::size_t>(w) * bytes];
      const std::size_t word = state.activation_word(local + w);
      if (lock.holds(word)) {
        std::memcpy(line, &state.activations[word * bytes], bytes);
      } else {
        std::memset(line, 0, bytes);
      }
    }
  });
}

}  // namespace isomer
