// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/post.h"

namespace isomer::kernels::nhwc {

void post(const PostChain& chain, const PostOperands& operands, Flags flags) {
  post_reference(chain, operands, flags);
}

}  // namespace isomer::kernels::nhwc
