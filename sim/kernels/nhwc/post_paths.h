// SPDX-License-Identifier: Apache-2.0
//
// The ways to compute a post chain; all give the same bits. Internal to post().

#ifndef SIM_KERNELS_NHWC_POST_PATHS_H_
#define SIM_KERNELS_NHWC_POST_PATHS_H_

#include "sim/kernels/nhwc/post.h"
#include "sim/kernels/nhwc/post_plan.h"

namespace isomer::kernels::nhwc {

// Everything, stage after stage over short blocks.
void post_staged(const PostPlan& plan, const PostOperands& operands, Flags flags);

// The chains of 8-bit networks in one loop: half_up, 32 bits, and 8-bit outputs and residuals.
// False, and nothing done, for any other.
bool post_fused(const PostPlan& plan, const PostOperands& operands, Flags flags);

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_POST_PATHS_H_
