// SPDX-License-Identifier: Apache-2.0
//
// The largest element of each window; padding takes no part.            isa/ARITHMETIC.md (F14)

#ifndef SIM_KERNELS_MAX_POOL_H_
#define SIM_KERNELS_MAX_POOL_H_

#include <cstdint>
#include <span>

#include "sim/kernels/shape.h"

namespace isomer::kernels {

// Plain loops. `argmax`, unless empty, receives the position y * width + x of the element taken,
// the first in row order where several are largest. Every window must hold an element.
template <typename Element>
void max_pool_reference(const Window& window, int images, std::span<const Element> input,
                        std::span<Element> output, std::span<std::int32_t> argmax = {});

// The same, a row of outputs at a time. Element is std::int32_t, or float in float training.
template <typename Element>
void max_pool(const Window& window, int images, std::span<const Element> input,
              std::span<Element> output, std::span<std::int32_t> argmax = {});

}  // namespace isomer::kernels

#endif  // SIM_KERNELS_MAX_POOL_H_
