// SPDX-License-Identifier: Apache-2.0

#include <cmath>

#include "sim/kernels/nhwc/post_stages.h"

namespace isomer::kernels::nhwc {
namespace {

template <typename Wide>
ISOMER_ALWAYS_INLINE void run(const PostPlan& plan, const AffinePairs<Wide>& pairs,
                              const PostOperands& operands, float scale, float* values) {
  const std::size_t elements = operands.pixels * static_cast<std::size_t>(operands.channels);
  const auto half = static_cast<Wide>(plan.has_residual ? plan.residual_half : plan.affine_half);
  PostBlock<Wide> block;
  for (std::size_t first = 0; first < elements; first += block.count) {
    block.count = block_count(plan, elements, first);
    if (plan.has_affine || plan.has_residual) {
      run_to_last(plan, pairs, operands, false, first, block);
    } else {
      load(operands.sums, first, block.count, block.v);
    }
    for (std::size_t i = 0; i < block.count; ++i)
      values[first + i] = static_cast<float>(block.v[i] - half) * scale;
  }
}

ISOMER_CLONES void run_32(const PostPlan& plan, const PostOperands& operands, float scale,
                          float* values) {
  run(plan, plan.pairs, operands, scale, values);
}

ISOMER_CLONES void run_64(const PostPlan& plan, const PostOperands& operands, float scale,
                          float* values) {
  run(plan, plan.wide_pairs, operands, scale, values);
}

}  // namespace

void values_before_last(const PostChain& chain, const PostOperands& operands, int exponent,
                        std::span<float> values) {
  const PostPlan plan(chain, operands.channels, operands.sums.storage, operands.residual.storage);
  (plan.fits_32_bits ? run_32 : run_64)(plan, operands, std::ldexp(1.0F, exponent), values.data());
}

}  // namespace isomer::kernels::nhwc
