// SPDX-License-Identifier: Apache-2.0
//
// avg_pool: y = RNT(sum * multiplier, s, range of y_bits bits), the sum over a window of
// activations[x_base + g*x_plane + iy*x_pitch + ix]; positions outside in_h x in_w count as zero.
#include <vector>

#include "isa/arithmetic/format.h"
#include "isa/arithmetic/post.h"
#include "isa/hardware/bank_lock.h"
#include "sim/machine/execute.h"

namespace isomer {
namespace {

// Adds the words under the window of output pixel (oy, ox) of group g, element by element.
void add_window(const State& state, const AveragePoolInstruction& pool, const BankLock& lock, int g,
                int oy, int ox, std::vector<std::int64_t>& sums) {
  for (int ky = 0; ky < pool.kernel_h; ++ky) {
    const int iy = oy * pool.stride_h + ky + pool.iy0;
    if (iy < 0 || iy >= pool.in_h) continue;
    for (int kx = 0; kx < pool.kernel_w; ++kx) {
      const int ix = ox * pool.stride_w + kx + pool.ix0;
      if (ix < 0 || ix >= pool.in_w) continue;
      const std::size_t word = state.activation_word(pool.x_base + std::int64_t{g} * pool.x_plane +
                                                     std::int64_t{iy} * pool.x_pitch + ix);
      if (!lock.holds(word)) continue;
      for (std::size_t e = 0; e < sums.size(); ++e)
        sums[e] += state.activation(word, e, pool.x_signed != 0);
    }
  }
}

}  // namespace

void execute(State& state, const AveragePoolInstruction& pool) {
  const BankLock x_lock(state.machine, pool.x_base, pool.x_last);
  const BankLock y_lock(state.machine, pool.y_base, pool.y_last);
  const Format format{.bits = pool.y_bits, .is_signed = pool.y_signed != 0};
  const auto rounding = static_cast<Rounding>(pool.rounding);
  std::vector<std::int64_t> sums(state.rows());
  for (int g = 0; g < pool.groups; ++g) {
    for (int oy = 0; oy < pool.out_h; ++oy) {
      for (int ox = 0; ox < pool.out_w; ++ox) {
        std::fill(sums.begin(), sums.end(), 0);
        add_window(state, pool, x_lock, g, oy, ox, sums);
        const std::size_t word = state.activation_word(
            pool.y_base + std::int64_t{g} * pool.y_plane + std::int64_t{oy} * pool.y_pitch + ox);
        for (std::size_t e = 0; e < sums.size(); ++e) {
          const std::int64_t mean = round_shift(sums[e] * pool.multiplier, pool.s, rounding);
          state.counts.saturations += saturates(mean, format.min(), format.max()) ? 1U : 0U;
          if (y_lock.holds(word))
            state.set_activation(word, e, clamp(mean, format.min(), format.max()));
        }
      }
    }
  }
}

}  // namespace isomer
