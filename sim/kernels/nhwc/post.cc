// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/post.h"

#include "sim/kernels/nhwc/post_paths.h"

namespace isomer::kernels::nhwc {

void post(const PostPlan& plan, const PostOperands& operands, Flags flags) {
  if (!post_fused(plan, operands, flags)) post_staged(plan, operands, flags);
}

void post(const PostChain& chain, const PostOperands& operands, Flags flags) {
  post({chain, operands.channels, operands.sums.storage, operands.residual.storage}, operands,
       flags);
}

}  // namespace isomer::kernels::nhwc
