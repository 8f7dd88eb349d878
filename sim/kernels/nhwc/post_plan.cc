// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/post_plan.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <numeric>

#include "isa/arithmetic/post.h"

namespace isomer::kernels::nhwc {
namespace {

constexpr std::size_t kVector = 64;        // elements that loops like to be multiples of
constexpr std::size_t kFewChannels = 128;  // whose pairs are repeated
constexpr int kMostResidualBits = 25;      // |r| < 2^24

// A bound on |d| of a tensor: what its storage holds, or `s32`.
std::int64_t max_abs(Storage storage, std::int64_t s32) {
  if (storage == Storage::u8) return 255;
  return storage == Storage::s8 ? 128 : s32;
}

bool is_short(int shift) { return 0 <= shift && shift <= 31; }

// Rounding half up as an addend before a floor.
std::int64_t take_half(PostStep* step) {
  if (step->rounding != Rounding::half_up || step->shift < 0) return 0;
  step->rounding = Rounding::floor;
  return step->shift == 0 ? 0 : std::int64_t{1} << (step->shift - 1);
}

PostStep signed_step(int shift, int bits, Rounding rounding) {
  const std::int64_t limit = std::int64_t{1} << (bits - 1);
  return {shift, rounding, -limit, limit - 1};
}

// Fills the vector with copies of its first `count` elements; its size is a multiple of them.
template <typename Wide>
void repeat(std::size_t count, std::vector<Wide>* values) {
  for (std::size_t done = count; done < values->size(); done *= 2)
    std::copy_n(values->begin(), std::min(done, values->size() - done),
                values->begin() + static_cast<std::ptrdiff_t>(done));
}

template <typename Wide>
AffinePairs<Wide> pairs_of(const Affine& affine, std::int64_t half, std::size_t period) {
  AffinePairs<Wide> pairs{std::vector<Wide>(period), std::vector<Wide>(period)};
  const std::size_t channels = affine.scale.size();
  for (std::size_t c = 0; c < channels; ++c) {
    const std::int64_t b = affine.offset[c];
    pairs.w[c] = affine.scale[c];
    pairs.b[c] = static_cast<Wide>(b * (std::int64_t{1} << affine.stage.s_b) + half);
  }
  repeat(channels, &pairs.w);
  repeat(channels, &pairs.b);
  return pairs;
}

// A bound on |m1 * w + b| over the channels.
std::int64_t affine_bound(const Affine& affine, std::int64_t m1) {
  std::int64_t bound = 0;
  for (std::size_t c = 0; c < affine.scale.size(); ++c)
    bound = std::max(bound, m1 * std::abs(int{affine.scale[c]}) +
                                (std::abs(std::int64_t{affine.offset[c]}) << affine.stage.s_b));
  return bound;
}

}  // namespace

PostPlan::PostPlan(const PostChain& chain, int channels, Storage sums, Storage residual)
    : has_affine(chain.affine.has_value()),
      has_residual(chain.residual.has_value()),
      narrow(signed_step(chain.shift, chain.narrow_bits, chain.rounding)),
      last{0, Rounding::floor, chain.lo, chain.hi} {
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
  const std::int64_t input = max_abs(sums, std::numeric_limits<std::int64_t>::max());
  is_narrow = chain.shift == 0 && input - (sums == Storage::s8 ? 1 : 0) <= narrow.hi;
  std::int64_t bound = is_narrow ? input : -narrow.lo;
  fits_32_bits = sums != Storage::s64 && is_short(chain.shift);
  const auto count = static_cast<std::size_t>(channels);
  period = count <= kFewChannels ? std::lcm(count, kVector) : count;
  if (has_affine) {
    affine = signed_step(chain.affine->stage.s2, chain.affine->stage.n2, chain.rounding);
    affine_half = take_half(&affine);
    fits_32_bits = fits_32_bits && is_short(affine.shift) &&
                   affine_bound(*chain.affine, bound) + affine_half <= kMost;
    bound = -affine.lo;
  }
  if (has_residual) {
    e1 = chain.residual->e1;
    e2 = chain.residual->e2;
    last.shift = chain.residual->s3;
    last.rounding = chain.rounding;
    residual_half = take_half(&last);
    const std::int64_t r = max_abs(residual, std::int64_t{1} << (kMostResidualBits - 1));
    fits_32_bits =
        fits_32_bits && is_short(last.shift) && (bound << e1) + (r << e2) + residual_half <= kMost;
  }
  if (has_affine && fits_32_bits) {
    pairs = pairs_of<std::int32_t>(*chain.affine, affine_half, period);
  } else if (has_affine) {
    wide_pairs = pairs_of<std::int64_t>(*chain.affine, affine_half, period);
  }
}

}  // namespace isomer::kernels::nhwc
