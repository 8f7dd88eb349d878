// SPDX-License-Identifier: Apache-2.0
//
// post: y = clamp(RNT(acc[acc_base + g*P + p][c], s1, n1 bits), lo, hi) goes to channel g*C + c;
//       raw: the four bytes of the accumulator go to four planes instead.
#include "isa/arithmetic/post.h"

#include "sim/machine/bank_lock.h"
#include "sim/machine/execute.h"

namespace isomer::reference {

void execute(State& state, const Post& post) {
  const Machine& machine = state.machine;
  const BankLock lock(machine, post.y_base, post.y_last);
  const PostStages stages{.s1 = post.s1,
                          .n1 = post.n1,
                          .lo = post.lo,
                          .hi = post.hi,
                          .mode = static_cast<Rounding>(post.rounding)};

  const auto write = [&](std::int64_t address, std::int64_t element, std::int64_t value) {
    const std::size_t word = state.activation_word(address);
    if (!lock.holds(word)) return;
    state.activations[word * static_cast<std::size_t>(machine.rows) +
                      static_cast<std::size_t>(element)] = static_cast<std::uint8_t>(value);
  };

  for (int g = 0; g < post.groups; ++g) {
    for (int oy = 0; oy < post.out_h; ++oy) {
      for (int ox = 0; ox < post.out_w; ++ox) {
        const std::size_t entry = state.accumulator_word(
            post.acc_base, (std::int64_t{g} * post.out_h + oy) * post.out_w + ox);
        for (int c = 0; c < machine.columns; ++c) {
          const std::int32_t acc =
              state.accumulators[entry * static_cast<std::size_t>(machine.columns) +
                                 static_cast<std::size_t>(c)];
          const std::int64_t channel = std::int64_t{g} * machine.columns + c;
          const std::int64_t group = channel / machine.rows;
          const std::int64_t element = channel % machine.rows;
          const std::int64_t pixel = post.y_base + std::int64_t{oy} * post.y_pitch + ox;
          if (post.raw != 0) {
            for (int k = 0; k < 4; ++k)
              write(pixel + (4 * group + k) * post.y_plane, element, acc >> (8 * k));
          } else {
            write(pixel + group * post.y_plane, element, isomer::post(acc, stages));
          }
        }
      }
    }
  }
}

}  // namespace isomer::reference
