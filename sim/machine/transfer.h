// SPDX-License-Identifier: Apache-2.0
//
// The rows that LOAD and STORE move between device memory and a local memory. MACHINE.md section 3.

#ifndef SIM_MACHINE_TRANSFER_H_
#define SIM_MACHINE_TRANSFER_H_

#include <cstdint>

#include "sim/machine/layout.h"
#include "sim/machine/state.h"

namespace isomer {

// The beats of one row; the last may be used in part.
inline std::uint64_t row_beats(const Machine& machine, std::uint64_t words,
                               std::uint64_t word_bytes) {
  const auto beat_bytes = static_cast<std::uint64_t>(machine.bus_bytes());
  return (words * word_bytes + beat_bytes - 1) / beat_bytes;
}

// Calls move(device byte address, local word address) for each row in order. False, and no further
// row, when a line of the next one lies outside device memory. Transfer is Load or Store.
template <typename Transfer, typename Move>
bool for_each_row(const State& state, const Transfer& transfer, std::uint64_t word_bytes,
                  const Move& move) {
  const auto u64 = [](std::int32_t field) { return static_cast<std::uint64_t>(field); };
  const std::uint64_t bytes = static_cast<std::uint64_t>(state.machine.bus_bytes()) *
                              row_beats(state.machine, u64(transfer.words), word_bytes);
  const std::uint64_t address_mask = (std::uint64_t{1} << state.machine.address_bits) - 1;
  for (std::uint64_t p = 0; p < u64(transfer.planes); ++p) {
    for (std::uint64_t r = 0; r < u64(transfer.rows); ++r) {
      const std::uint64_t line =
          u64(transfer.offset) + p * u64(transfer.plane_stride) + r * u64(transfer.row_stride);
      const std::uint64_t address =
          (state.bases[static_cast<std::size_t>(transfer.segment)] + kLineBytes * line) &
          address_mask;
      if (address + bytes > state.device.size()) return false;
      move(address, static_cast<std::int64_t>(u64(transfer.local) + p * u64(transfer.local_plane) +
                                              r * u64(transfer.local_row)));
    }
  }
  return true;
}

}  // namespace isomer

#endif  // SIM_MACHINE_TRANSFER_H_
