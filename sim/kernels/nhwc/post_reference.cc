// SPDX-License-Identifier: Apache-2.0

#include <type_traits>

#include "isa/arithmetic/post.h"
#include "sim/kernels/nhwc/post.h"

namespace isomer::kernels::nhwc {
namespace {

// y and both bits of one element.
struct Result {
  std::int64_t y;
  std::uint8_t passes;
};

Result chain_of(std::int64_t acc, const PostStages& s, const isomer::PostOperands& operands) {
  std::int64_t m = narrow(acc, s.s1, s.n1, s.mode);
  std::uint8_t passes = kPassesLast;
  if (m == round_shift(acc, s.s1, s.mode)) passes |= kPassesNarrow;
  bool passes_last = true;
  if (s.affine) {
    const std::int64_t sum = affine_sum(m, operands.w_c, operands.b_c, s.affine->s_b);
    m = affine(m, operands.w_c, operands.b_c, *s.affine, s.mode);
    passes_last = m == round_shift(sum, s.affine->s2, s.mode);
  }
  if (s.residual) m = residual(m, operands.r, *s.residual, s.mode);
  const std::int64_t y = clamp(m, s.lo, s.hi);
  if (y != m || !passes_last) passes &= static_cast<std::uint8_t>(~kPassesLast);
  return {y, passes};
}

}  // namespace

void post_reference(const PostChain& chain, const PostOperands& operands, Flags flags) {
  const PostStages stages = post_stages(chain);
  const auto channels = static_cast<std::size_t>(operands.channels);
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
    const Result result = chain_of(acc, stages, element);
    visit(operands.output,
          [&](auto* y) { y[i] = static_cast<std::remove_reference_t<decltype(y[i])>>(result.y); });
    if (flags == Flags::write) operands.flags[i] = result.passes;
    if (flags == Flags::merge) operands.flags[i] &= result.passes;
  }
}

}  // namespace isomer::kernels::nhwc
