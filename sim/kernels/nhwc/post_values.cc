// SPDX-License-Identifier: Apache-2.0

#include <cmath>

#include "isa/arithmetic/post.h"
#include "sim/kernels/nhwc/post.h"

namespace isomer::kernels::nhwc {
namespace {

// The number that the last rounding of the chain works on.
std::int64_t before_last(std::int64_t acc, const PostStages& s,
                         const isomer::PostOperands& operands) {
  if (!s.affine && !s.residual) return acc;
  std::int64_t m = narrow(acc, s.s1, s.n1, s.mode);
  if (s.affine) {
    if (!s.residual) return affine_sum(m, operands.w_c, operands.b_c, s.affine->s_b);
    m = affine(m, operands.w_c, operands.b_c, *s.affine, s.mode);
  }
  return m * (std::int64_t{1} << s.residual->e1) + operands.r * (std::int64_t{1} << s.residual->e2);
}

}  // namespace

void values_before_last(const PostChain& chain, const PostOperands& operands, int exponent,
                        std::span<float> values) {
  const PostStages stages = post_stages(chain);
  const auto channels = static_cast<std::size_t>(operands.channels);
  const float scale = std::ldexp(1.0F, exponent);
  isomer::PostOperands element;
  for (std::size_t i = 0; i < operands.pixels * channels; ++i) {
    if (chain.affine) {
      element.w_c = chain.affine->scale[i % channels];
      element.b_c = chain.affine->offset[i % channels];
    }
    if (chain.residual)
      element.r = visit(operands.residual, [i](auto* r) { return std::int64_t{r[i]}; });
    const std::int64_t acc =
        visit(operands.sums, [i](auto* sums) { return std::int64_t{sums[i]}; });
    values[i] = static_cast<float>(before_last(acc, stages, element)) * scale;
  }
}

}  // namespace isomer::kernels::nhwc
