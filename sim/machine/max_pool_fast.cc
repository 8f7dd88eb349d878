// SPDX-License-Identifier: Apache-2.0
//
// max_pool, fast: the elements of a word are vector lanes of bytes. Signed bytes are compared with
// their sign bit flipped, which keeps their order.
#include <cstring>

#include "isa/hardware/bank_lock.h"
#include "sim/machine/execute.h"
#include "sim/machine/lanes.h"

namespace isomer {
namespace {

template <std::size_t kRows>
void run(State& state, const MaxPoolInstruction& pool) {
  using Bytes = Lanes<std::uint8_t, kRows>;
  const BankLock x_lock(state.machine, pool.x_base, pool.x_last);
  const BankLock y_lock(state.machine, pool.y_base, pool.y_last);
  const std::uint8_t sign = pool.x_signed != 0 ? 0x80 : 0;
  const Bytes flip = Bytes{} + sign;

  for (int g = 0; g < pool.groups; ++g) {
    for (int oy = 0; oy < pool.out_h; ++oy) {
      for (int ox = 0; ox < pool.out_w; ++ox) {
        Bytes maximum{};
        for (int ky = 0; ky < pool.kernel_h; ++ky) {
          const int iy = oy * pool.stride_h + ky + pool.iy0;
          if (iy < 0 || iy >= pool.in_h) continue;
          const std::int64_t row =
              pool.x_base + std::int64_t{g} * pool.x_plane + std::int64_t{iy} * pool.x_pitch;
          for (int kx = 0; kx < pool.kernel_w; ++kx) {
            const int ix = ox * pool.stride_w + kx + pool.ix0;
            if (ix < 0 || ix >= pool.in_w) continue;
            const std::size_t word = state.activation_word(row + ix);
            Bytes x{};
            if (x_lock.holds(word)) std::memcpy(&x, &state.activations[word * kRows], sizeof x);
            x ^= flip;
            maximum = x > maximum ? x : maximum;
          }
        }
        maximum ^= flip;
        const std::size_t word = state.activation_word(
            pool.y_base + std::int64_t{g} * pool.y_plane + std::int64_t{oy} * pool.y_pitch + ox);
        if (y_lock.holds(word))
          std::memcpy(&state.activations[word * kRows], &maximum, sizeof maximum);
      }
    }
  }
}

}  // namespace

void execute(State& state, const MaxPoolInstruction& pool) {
  if (state.machine.operand_bits != 8) return reference::execute(state, pool);
  switch (state.machine.rows) {
    case 2:
      return run<2>(state, pool);
    case 4:
      return run<4>(state, pool);
    case 8:
      return run<8>(state, pool);
    case 16:
      return run<16>(state, pool);
    case 32:
      return run<32>(state, pool);
    default:
      return run<64>(state, pool);
  }
}

}  // namespace isomer
