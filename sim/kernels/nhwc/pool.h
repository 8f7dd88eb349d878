// SPDX-License-Identifier: Apache-2.0
//
// Pooling, channels last.                                         isa/ARITHMETIC.md (F14), (F15)

#ifndef SIM_KERNELS_NHWC_POOL_H_
#define SIM_KERNELS_NHWC_POOL_H_

#include <cstdint>
#include <span>

#include "isa/network/network.h"
#include "sim/kernels/nhwc/storage.h"
#include "sim/kernels/shape.h"

namespace isomer::kernels::nhwc {

// Maximum over the window; padding takes no part. `argmax`, unless empty, receives the position
// ky * kernel_w + kx of the element taken within its window, the first of equals. Both tensors are
// of one storage.
void max_pool(const Window& window, int images, ConstTensor input, Tensor output,
              std::span<std::uint16_t> argmax = {});
void max_pool(const Window& window, int images, const float* input, float* output,
              std::span<std::uint16_t> argmax = {});

// RNT of the sum over the window, once; `shift` is se_y - se_x, before the window's own factor.
void average_pool(const AveragePool& layer, const Window& window, int shift, std::int32_t lo,
                  std::int32_t hi, int images, ConstTensor input, Tensor output);

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_POOL_H_
