// SPDX-License-Identifier: Apache-2.0
//
// The walk of a mac over its passes and rows of pixels, for the fast versions: a product adds what
// one row of pixels contributes. Not for a mac whose pixels meet an accumulator twice in one pass.

#ifndef SIM_MACHINE_MAC_PASSES_H_
#define SIM_MACHINE_MAC_PASSES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "isa/arithmetic/bias.h"
#include "sim/machine/input_rows.h"
#include "sim/machine/state.h"

namespace isomer {

inline bool meets_each_accumulator_once(const State& state, const Mac& mac) {
  return std::int64_t{mac.out_h} * mac.out_w <= state.machine.accumulator_entries;
}

// One kernel position of a pass.
struct MacStep {
  int g, i, ky, kx;
  std::int64_t pass;  // its number k
  int row;            // of the pass' weights that it uses: window's tap; else all of them, from 0
  int plane;          // of the input
};

// Calls visit(x, n) for each pixel of a block, its accumulator being number n from the first one.
template <typename Visit>
void for_each_pixel(const Mac& mac, const InputBlock& block, const Visit& visit) {
  for (std::size_t j = 0; j < block.rows; ++j)
    for (std::size_t n = 0; n < block.count; ++n)
      visit(block.x + j * block.row_step + n * block.step,
            j * static_cast<std::size_t>(mac.out_w) + n);
}

// The sums of group g start anew, unless the mode is accumulate.
inline void start_sums(State& state, const Mac& mac, int g) {
  const auto mode = static_cast<AccumulateMode>(mac.mode);
  if (mode == AccumulateMode::accumulate) return;
  const std::int64_t pixels = std::int64_t{mac.out_h} * mac.out_w;
  const std::size_t columns = state.columns();
  for (std::size_t c = 0; c < columns; ++c) {
    const std::int64_t bias = mode == AccumulateMode::zero
                                  ? 0
                                  : align_bias(state.parameter(mac.bias_base + g, c),
                                               mac.bias_shift, state.machine.accumulator_bits);
    state.set_accumulator(state.accumulator_word(mac.acc_base, g * pixels), c, bias);
  }
  const auto copy = [&](auto& sums) {
    const std::size_t first = state.accumulator_word(mac.acc_base, g * pixels) * columns;
    for (std::int64_t p = 1; p < pixels; ++p)
      std::copy_n(&sums[first], columns,
                  &sums[state.accumulator_word(mac.acc_base, g * pixels + p) * columns]);
  };
  state.machine.accumulator_bits == 32 ? copy(state.accumulators) : copy(state.wide_accumulators);
}

// product.load(step) prepares the weights and says whether they meet any channel;
// product.multiply(block, word) adds to the accumulators, that of the block's first pixel being
// `word` and the others as far from it as their pixels.
template <typename Product>
void run_step(State& state, const Mac& mac, InputRows& rows, Product& product,
              const MacStep& step) {
  if (!product.load(step)) return;
  const auto entries = static_cast<std::size_t>(state.machine.accumulator_entries);
  const auto width = static_cast<std::size_t>(mac.out_w);
  const auto word_of = [&](int oy, int ox) {
    return state.accumulator_word(mac.acc_base,
                                  (std::int64_t{step.g} * mac.out_h + oy) * mac.out_w + ox);
  };
  const auto room = [&](std::size_t word) { return entries - (word & (entries - 1)); };
  rows.select(step.plane, step.ky, step.kx);
  rows.visit([&](InputBlock block) {
    const std::size_t first = word_of(block.oy, block.ox);
    if ((block.rows - 1) * width + block.count <= room(first))
      return product.multiply(block, first);
    InputBlock part = block;  // the accumulators wrap: pieces of rows
    part.rows = 1;
    for (std::size_t j = 0; j < block.rows; ++j) {
      part.oy = block.oy + static_cast<int>(j);
      part.ox = block.ox;
      part.x = block.x + j * block.row_step;
      for (std::size_t rest = block.count; rest > 0; rest -= part.count) {
        const std::size_t word = word_of(part.oy, part.ox);
        part.count = std::min(rest, room(word));
        product.multiply(part, word);
        part.ox += static_cast<int>(part.count);
        part.x += part.count * part.step;
      }
    }
  });
}

template <typename Product>
void run_passes(State& state, const Mac& mac, Product& product) {
  const auto mapping = static_cast<Mapping>(mac.mapping);
  const bool is_window = mapping == Mapping::window;
  const int groups_in = is_window ? 1 : mac.groups_in;
  const int kernel_h = is_window ? 3 : mac.kernel_h;
  const int kernel_w = is_window ? 3 : mac.kernel_w;
  InputRows rows(state, mac);
  std::int64_t pass = 0;
  for (int g = 0; g < mac.groups_out; ++g) {
    start_sums(state, mac, g);
    const int first_plane = g * state.machine.columns / state.machine.rows;  // depthwise
    for (int i = 0; i < groups_in; ++i) {
      const int plane = is_window || mapping == Mapping::diagonal ? first_plane + i : i;
      for (int ky = 0; ky < kernel_h; ++ky)
        for (int kx = 0; kx < kernel_w; ++kx) {
          const int tap = ky * kernel_w + kx;
          run_step(state, mac, rows, product,
                   {g, i, ky, kx, is_window ? g : pass, is_window ? tap : 0, plane});
          ++pass;
        }
    }
  }
}

}  // namespace isomer

#endif  // SIM_MACHINE_MAC_PASSES_H_
