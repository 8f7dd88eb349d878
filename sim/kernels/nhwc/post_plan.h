// SPDX-License-Identifier: Apache-2.0
//
// A post chain as constants for loops over elements, channels last.

#ifndef SIM_KERNELS_NHWC_POST_PLAN_H_
#define SIM_KERNELS_NHWC_POST_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "isa/network/network.h"
#include "sim/kernels/nhwc/storage.h"

namespace isomer::kernels::nhwc {

// clamp(rnd(v * 2^-shift), lo, hi).
struct PostStep {
  int shift = 0;
  Rounding rounding = Rounding::half_up;
  std::int64_t lo = 0;
  std::int64_t hi = 0;
};

// The affine pairs of the channels, repeated up to a period of whole vectors. Where the mode is
// half_up the half of its rounding is added to b, and the step behind it is a floor.
template <typename Wide>
struct AffinePairs {
  std::vector<Wide> w;
  std::vector<Wide> b;
};

struct PostPlan {
  // `sums` and `residual` (of any kind where the chain has none) are the storage of the operands.
  PostPlan(const PostChain& chain, int channels, Storage sums, Storage residual);

  bool has_affine = false;
  bool has_residual = false;
  PostStep narrow;  // N1
  PostStep affine;  // N2
  PostStep last;    // lo and hi: the residual sum, or nothing but a clamp
  int e1 = 0;
  int e2 = 0;
  std::int64_t affine_half = 0;    // the half in b
  std::int64_t residual_half = 0;  // added to the residual sum
  // All shifts are in 0..31, and no number before a shift, nor one with its half, needs more than
  // 32 bits; accumulators of s32 have no half added.
  bool fits_32_bits = false;
  // N1 can neither round nor clamp.
  bool is_narrow = false;
  std::size_t period = 0;  // elements after which the pairs repeat: a multiple of `channels`
  AffinePairs<std::int32_t> pairs;       // where fits_32_bits
  AffinePairs<std::int64_t> wide_pairs;  // elsewhere
};

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_POST_PLAN_H_
