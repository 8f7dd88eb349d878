// SPDX-License-Identifier: Apache-2.0
//
// max_pool: the maximum over a window of activations[x_base + g*x_plane + iy*x_pitch + ix], without
// positions outside in_h x in_w; the least value when the window is empty.
#include "isa/arithmetic/pool.h"
#include "isa/hardware/bank_lock.h"
#include "sim/machine/execute.h"

namespace isomer::reference {
namespace {

// The maximum for element r of output pixel (oy, ox) of group g.
std::int64_t window_max(const State& state, const MaxPoolInstruction& pool, const BankLock& lock,
                        int g, int oy, int ox, int r) {
  std::int64_t maximum =
      pool.x_signed != 0 ? -(std::int64_t{1} << (state.machine.operand_bits - 1)) : 0;
  for (int ky = 0; ky < pool.kernel_h; ++ky) {
    for (int kx = 0; kx < pool.kernel_w; ++kx) {
      const int iy = oy * pool.stride_h + ky + pool.iy0;
      const int ix = ox * pool.stride_w + kx + pool.ix0;
      if (iy < 0 || iy >= pool.in_h || ix < 0 || ix >= pool.in_w) continue;
      const std::size_t word = state.activation_word(pool.x_base + std::int64_t{g} * pool.x_plane +
                                                     iy * pool.x_pitch + ix);
      const std::int64_t x =
          lock.holds(word) ? state.activation(word, static_cast<std::size_t>(r), pool.x_signed != 0)
                           : 0;
      maximum = pool_max(maximum, x);
    }
  }
  return maximum;
}

}  // namespace

void execute(State& state, const MaxPoolInstruction& pool) {
  const BankLock x_lock(state.machine, pool.x_base, pool.x_last);
  const BankLock y_lock(state.machine, pool.y_base, pool.y_last);
  for (int g = 0; g < pool.groups; ++g) {
    for (int oy = 0; oy < pool.out_h; ++oy) {
      for (int ox = 0; ox < pool.out_w; ++ox) {
        const std::size_t word = state.activation_word(
            pool.y_base + std::int64_t{g} * pool.y_plane + oy * pool.y_pitch + ox);
        for (int r = 0; r < state.machine.rows; ++r) {
          const std::int64_t maximum = window_max(state, pool, x_lock, g, oy, ox, r);
          if (y_lock.holds(word)) state.set_activation(word, static_cast<std::size_t>(r), maximum);
        }
      }
    }
  }
}

}  // namespace isomer::reference
