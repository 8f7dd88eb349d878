// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/post_paths.h"
#include "sim/kernels/nhwc/post_stages.h"

namespace isomer::kernels::nhwc {
namespace {

template <typename Wide>
ISOMER_ALWAYS_INLINE void run(const PostPlan& plan, const AffinePairs<Wide>& pairs,
                              const PostOperands& operands, Flags flags) {
  const std::size_t elements = operands.pixels * static_cast<std::size_t>(operands.channels);
  const bool marks = flags != Flags::none;
  PostBlock<Wide> block;
  for (std::size_t first = 0; first < elements; first += block.count) {
    block.count = block_count(plan, elements, first);
    if (flags == Flags::merge) {
      std::copy_n(operands.flags + first, block.count, block.passes);
    } else {
      std::fill_n(block.passes, block.count, std::uint8_t{kPassesLast | kPassesNarrow});
    }
    run_to_last(plan, pairs, operands, marks, first, block);
    if (plan.has_affine && !plan.has_residual) run_step(plan.affine, marks, kPassesLast, block);
    run_step(plan.last, marks, kPassesLast, block);
    save(block.v, operands.output, first, block.count);
    if (marks) std::copy_n(block.passes, block.count, operands.flags + first);
  }
}

ISOMER_CLONES void run_32(const PostPlan& plan, const PostOperands& operands, Flags flags) {
  run(plan, plan.pairs, operands, flags);
}

ISOMER_CLONES void run_64(const PostPlan& plan, const PostOperands& operands, Flags flags) {
  run(plan, plan.wide_pairs, operands, flags);
}

}  // namespace

void post_staged(const PostPlan& plan, const PostOperands& operands, Flags flags) {
  (plan.fits_32_bits ? run_32 : run_64)(plan, operands, flags);
}

}  // namespace isomer::kernels::nhwc
