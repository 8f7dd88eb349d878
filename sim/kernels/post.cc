// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/post.h"

#include <algorithm>
#include <cstddef>

#include "isa/arithmetic/rnt.h"

namespace isomer::kernels {

void post_reference(const PostChain& chain, std::span<const std::int32_t> accumulators,
                    std::span<std::int32_t> output, std::span<std::uint8_t> unclamped) {
  for (std::size_t i = 0; i < accumulators.size(); ++i) {
    const std::int64_t rounded = round_shift(accumulators[i], chain.shift, chain.rounding);
    output[i] = static_cast<std::int32_t>(clamp(rounded, chain.lo, chain.hi));
    if (!unclamped.empty()) unclamped[i] = chain.lo <= rounded && rounded <= chain.hi;
  }
}

void post(const PostChain& chain, std::span<const std::int32_t> accumulators,
          std::span<std::int32_t> output, std::span<std::uint8_t> unclamped) {
  if (chain.rounding != Rounding::half_up || chain.shift < 0 || chain.shift > 31) {
    return post_reference(chain, accumulators, output, unclamped);
  }
  // Half up is the floor plus the highest bit that was shifted out: nothing can overflow.
  const int shift = chain.shift;
  const int guard_shift = shift == 0 ? 0 : shift - 1;
  const std::int32_t guard_mask = shift == 0 ? 0 : 1;
  const std::int32_t lo = chain.lo;
  const std::int32_t hi = chain.hi;
  const std::size_t count = accumulators.size();
  const std::int32_t* in = accumulators.data();
  std::int32_t* out = output.data();
  if (unclamped.empty()) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::int32_t rounded = (in[i] >> shift) + ((in[i] >> guard_shift) & guard_mask);
      out[i] = std::min(std::max(rounded, lo), hi);
    }
    return;
  }
  std::uint8_t* mask = unclamped.data();
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t rounded = (in[i] >> shift) + ((in[i] >> guard_shift) & guard_mask);
    const std::int32_t y = std::min(std::max(rounded, lo), hi);
    out[i] = y;
    mask[i] = y == rounded;
  }
}

}  // namespace isomer::kernels
