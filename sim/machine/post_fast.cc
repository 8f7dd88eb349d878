// SPDX-License-Identifier: Apache-2.0
//
// post, fast: the columns are vector lanes of 32 bits. Right shifts 0..31 of the chain; every other
// instruction goes to post.cc.
#include <algorithm>
#include <cstring>

#include "isa/arithmetic/rounding.h"
#include "isa/hardware/bank_lock.h"
#include "sim/machine/execute.h"
#include "sim/machine/lanes.h"

namespace isomer {
namespace {

template <std::size_t kColumns>
struct Kernel {
  using Values = Lanes<std::int32_t, kColumns>;
  using Bytes = Lanes<std::uint8_t, kColumns>;

  // rnd(m * 2^-shift), shift in 0..31: round_shift of isa/arithmetic/rnt.h in every lane.
  [[gnu::always_inline]] static void round(Values& m, int shift, Rounding mode) {
    if (shift == 0) return;
    const Values floor = m >> shift;
    const Values guard = (m >> (shift - 1)) & 1;
    const std::int32_t below_guard = (1 << (shift - 1)) - 1;
    const Values is_tie = (m & below_guard) == 0;
    switch (mode) {
      case Rounding::half_up:
        m = floor + guard;
        return;
      case Rounding::half_even:
        m = floor + (guard & ~(is_tie & ((floor & 1) == 0)));
        return;
      case Rounding::half_away:
        m = floor + (guard & ~(is_tie & (m < 0)));
        return;
      case Rounding::floor:
        m = floor;
        return;
    }
  }

  [[gnu::always_inline]] static void clamp(Values& m, std::int32_t lo, std::int32_t hi) {
    const Values least = Values{} + lo;
    const Values most = Values{} + hi;
    m = m < least ? least : m;
    m = m > most ? most : m;
  }

  static void run(State& state, const Post& post) {
    const auto rows = static_cast<std::size_t>(state.machine.rows);
    const std::size_t chunk = std::min(rows, kColumns);  // lanes in one word
    const BankLock lock(state.machine, post.y_base, post.y_last);
    const std::int32_t limit = 1 << (post.n1 - 1);
    const std::int32_t counts_lo = post.lo != 0 ? -1 : 0;  // ReLU is no saturation
    Values high_water{};
    Values saturations{};
    std::int64_t index = 0;
    for (int g = 0; g < post.groups; ++g) {
      for (int oy = 0; oy < post.out_h; ++oy) {
        for (int ox = 0; ox < post.out_w; ++ox, ++index) {
          Values m;
          std::memcpy(&m,
                      &state.accumulators[state.accumulator_word(post.acc_base, index) * kColumns],
                      sizeof m);
          high_water |= m ^ (m >> 31);
          round(m, post.s1, static_cast<Rounding>(post.rounding));
          Values narrowed = m;
          clamp(narrowed, -limit, limit - 1);
          Values result = narrowed;
          clamp(result, post.lo, post.hi);
          saturations -= (narrowed != m) | ((narrowed < post.lo) & counts_lo) |
                         ((narrowed < post.lo ? Values{} + post.lo : narrowed) > post.hi);
          const Bytes y = __builtin_convertvector(result, Bytes);

          const std::int64_t pixel = post.y_base + std::int64_t{oy} * post.y_pitch + ox;
          for (std::size_t c = 0; c < kColumns; c += chunk) {
            const std::size_t channel = static_cast<std::size_t>(g) * kColumns + c;
            const std::size_t word = state.activation_word(
                pixel + static_cast<std::int64_t>(channel / rows) * post.y_plane);
            if (lock.holds(word))
              std::memcpy(&state.activations[word * rows + channel % rows],
                          reinterpret_cast<const char*>(&y) + c, chunk);
          }
        }
      }
    }
    for (std::size_t c = 0; c < kColumns; ++c) {
      state.counts.saturations += static_cast<std::uint32_t>(saturations[c]);
      state.counts.high_water |= static_cast<std::uint32_t>(high_water[c]);
    }
  }
};

}  // namespace

void execute(State& state, const Post& post) {
  const bool is_simple = post.raw == 0 && post.affine == 0 && post.add == 0;
  if (!is_simple || post.s1 < 0 || post.s1 > 31 || state.machine.operand_bits != 8 ||
      state.machine.accumulator_bits != 32)
    return reference::execute(state, post);
  switch (state.machine.columns) {
    case 2:
      return Kernel<2>::run(state, post);
    case 4:
      return Kernel<4>::run(state, post);
    case 8:
      return Kernel<8>::run(state, post);
    case 16:
      return Kernel<16>::run(state, post);
    case 32:
      return Kernel<32>::run(state, post);
    default:
      return Kernel<64>::run(state, post);
  }
}

}  // namespace isomer
