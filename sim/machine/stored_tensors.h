// SPDX-License-Identifier: Apache-2.0
//
// The walk that add, multiply, rescale and lookup share: groups x out_h x out_w words. MACHINE.md
// section 3.

#ifndef SIM_MACHINE_STORED_TENSORS_H_
#define SIM_MACHINE_STORED_TENSORS_H_

#include <cstdint>

#include "isa/hardware/bank_lock.h"
#include "sim/machine/state.h"

namespace isomer {

// Calls visit(group, row, column) in the order of the words.
template <typename Op, typename Visit>
void for_each_position(const Op& op, const Visit& visit) {
  for (int g = 0; g < op.groups; ++g)
    for (int oy = 0; oy < op.out_h; ++oy)
      for (int ox = 0; ox < op.out_w; ++ox) visit(g, oy, ox);
}

// One tensor of such an instruction: its first word, and the distances of planes and rows.
struct StoredTensor {
  std::int64_t base, plane, pitch;

  std::int64_t address(int g, int oy, int ox) const { return base + g * plane + oy * pitch + ox; }
};

template <typename Op>
StoredTensor x_of(const Op& op) {
  return {op.x_base, op.x_plane, op.x_pitch};
}
template <typename Op>
StoredTensor r_of(const Op& op) {
  return {op.r_base, op.r_plane, op.r_pitch};
}
template <typename Op>
StoredTensor y_of(const Op& op) {
  return {op.y_base, op.y_plane, op.y_pitch};
}

// An element, zero outside the locked banks.
inline std::int64_t read_locked(const State& state, const BankLock& lock, std::int64_t address,
                                std::size_t element, bool is_signed) {
  const std::size_t word = state.activation_word(address);
  return lock.holds(word) ? state.activation(word, element, is_signed) : 0;
}

inline void write_locked(State& state, const BankLock& lock, std::int64_t address,
                         std::size_t element, std::int64_t value) {
  const std::size_t word = state.activation_word(address);
  if (lock.holds(word)) state.set_activation(word, element, value);
}

}  // namespace isomer

#endif  // SIM_MACHINE_STORED_TENSORS_H_
