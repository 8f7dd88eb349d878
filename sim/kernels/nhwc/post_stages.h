// SPDX-License-Identifier: Apache-2.0
//
// The stages of a post chain, each a loop over a short block of elements that stays in the nearest
// cache. Wide is std::int32_t or std::int64_t. Template bodies, for functions that are compiled
// into clones. Internal to post().

#ifndef SIM_KERNELS_NHWC_POST_STAGES_H_
#define SIM_KERNELS_NHWC_POST_STAGES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "isa/arithmetic/clones.h"
#include "sim/kernels/nhwc/post.h"

namespace isomer::kernels::nhwc {

constexpr std::size_t kPostBlock = 512;

template <typename Wide>
struct PostBlock {  // of `count` elements
  std::size_t count = 0;
  alignas(64) Wide v[kPostBlock];
  alignas(64) Wide r[kPostBlock];
  alignas(64) std::uint8_t passes[kPostBlock];
};

template <typename From, typename Wide>
ISOMER_ALWAYS_INLINE void convert(std::size_t count, const From* from, Wide* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<Wide>(from[i]);
}

template <typename Wide>
ISOMER_ALWAYS_INLINE void load(ConstTensor tensor, std::size_t first, std::size_t count, Wide* to) {
  switch (tensor.storage) {
    case Storage::u8:
      return convert(count, static_cast<const std::uint8_t*>(tensor.data) + first, to);
    case Storage::s8:
      return convert(count, static_cast<const std::int8_t*>(tensor.data) + first, to);
    case Storage::s32:
      return convert(count, static_cast<const std::int32_t*>(tensor.data) + first, to);
    case Storage::s64:
      return convert(count, static_cast<const std::int64_t*>(tensor.data) + first, to);
  }
}

template <typename Wide>
ISOMER_ALWAYS_INLINE void save(const Wide* from, Tensor tensor, std::size_t first,
                               std::size_t count) {
  switch (tensor.storage) {
    case Storage::u8:
      return convert(count, from, static_cast<std::uint8_t*>(tensor.data) + first);
    case Storage::s8:
      return convert(count, from, static_cast<std::int8_t*>(tensor.data) + first);
    case Storage::s32:
      return convert(count, from, static_cast<std::int32_t*>(tensor.data) + first);
    case Storage::s64:
      return convert(count, from, static_cast<std::int64_t*>(tensor.data) + first);
  }
}

// v * 2^count, where what lies beyond every bound of a chain may end anywhere beyond it. 64 bits.
template <typename Wide>
ISOMER_ALWAYS_INLINE void shift_left(int count, PostBlock<Wide>& block) {
  constexpr int kMost = std::numeric_limits<Wide>::digits - 1;
  const int shift = std::min(count, kMost);
  const Wide limit = Wide{1} << (kMost - shift);
  for (std::size_t i = 0; i < block.count; ++i)
    block.v[i] =
        std::min(std::max(block.v[i], static_cast<Wide>(-limit)), limit) * (Wide{1} << shift);
}

// rnd(v * 2^-shift), shift >= 0. The bits shifted out say whether the mode goes one up from the
// floor, so nothing can overflow.
template <typename Wide>
ISOMER_ALWAYS_INLINE void shift_right(int shift, Rounding rounding, PostBlock<Wide>& block) {
  if (shift == 0) return;
  const std::size_t count = block.count;
  Wide* v = block.v;
  if (rounding == Rounding::floor) {
    for (std::size_t i = 0; i < count; ++i) v[i] >>= shift;
  } else if (rounding == Rounding::half_up) {
    for (std::size_t i = 0; i < count; ++i)
      v[i] = (v[i] >> shift) + ((v[i] >> (shift - 1)) & Wide{1});
  } else {
    const Wide below_guard = (Wide{1} << (shift - 1)) - 1;
    const Wide even = rounding == Rounding::half_even ? 1 : 0;
    const Wide away = rounding == Rounding::half_away ? 1 : 0;
    for (std::size_t i = 0; i < count; ++i) {
      const Wide floor = v[i] >> shift;
      const Wide guard = (v[i] >> (shift - 1)) & 1;
      const Wide above_tie = (v[i] & below_guard) != 0 ? 1 : 0;
      const Wide is_natural = v[i] >= 0 ? 1 : 0;
      v[i] = floor + (guard & (above_tie | (floor & even) | (is_natural & away)));
    }
  }
}

// One step; where its clamp acts, and `marks`, `bit` of the flags is cleared.
template <typename Wide>
ISOMER_ALWAYS_INLINE void run_step(const PostStep& step, bool marks, std::uint8_t bit,
                                   PostBlock<Wide>& block) {
  if (step.shift < 0) {
    shift_left(-step.shift, block);
  } else {
    shift_right(step.shift, step.rounding, block);
  }
  const auto lo = static_cast<Wide>(step.lo);
  const auto hi = static_cast<Wide>(step.hi);
  const std::size_t count = block.count;
  Wide* v = block.v;
  if (marks) {
    const auto others = static_cast<std::uint8_t>(~bit);
    for (std::size_t i = 0; i < count; ++i)
      block.passes[i] &= v[i] < lo || v[i] > hi ? others : std::uint8_t{255};
  }
  for (std::size_t i = 0; i < count; ++i) v[i] = std::min(std::max(v[i], lo), hi);
}

// The affine sum; `first` is the number of the block's first element.
template <typename Wide>
ISOMER_ALWAYS_INLINE void add_affine(const PostPlan& plan, const AffinePairs<Wide>& pairs,
                                     std::size_t first, PostBlock<Wide>& block) {
  const Wide* w = pairs.w.data() + first % plan.period;
  const Wide* b = pairs.b.data() + first % plan.period;
  for (std::size_t i = 0; i < block.count; ++i) block.v[i] = block.v[i] * w[i] + b[i];
}

template <typename Wide>
ISOMER_ALWAYS_INLINE void add_residual(const PostPlan& plan, ConstTensor residual,
                                       std::size_t first, PostBlock<Wide>& block) {
  load(residual, first, block.count, block.r);
  const Wide scale1 = Wide{1} << plan.e1;
  const Wide scale2 = Wide{1} << plan.e2;
  const auto half = static_cast<Wide>(plan.residual_half);
  for (std::size_t i = 0; i < block.count; ++i)
    block.v[i] = block.v[i] * scale1 + block.r[i] * scale2 + half;
}

// From the accumulators to what the last step works on.
template <typename Wide>
ISOMER_ALWAYS_INLINE void run_to_last(const PostPlan& plan, const AffinePairs<Wide>& pairs,
                                      const PostOperands& operands, bool marks, std::size_t first,
                                      PostBlock<Wide>& block) {
  load(operands.sums, first, block.count, block.v);
  run_step(plan.narrow, marks, kPassesNarrow, block);
  if (plan.has_affine) add_affine(plan, pairs, first, block);
  if (!plan.has_residual) return;
  if (plan.has_affine) run_step(plan.affine, marks, kPassesLast, block);
  add_residual(plan, operands.residual, first, block);
}

// How many elements a block has from number `first` on: blocks do not cross the end of a period.
inline std::size_t block_count(const PostPlan& plan, std::size_t elements, std::size_t first) {
  return std::min({kPostBlock, elements - first, plan.period - first % plan.period});
}

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_POST_STAGES_H_
