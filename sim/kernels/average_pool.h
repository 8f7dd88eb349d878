// SPDX-License-Identifier: Apache-2.0
//
// The mean of each window, padding counted; one rounding.               isa/ARITHMETIC.md (F15)

#ifndef SIM_KERNELS_AVERAGE_POOL_H_
#define SIM_KERNELS_AVERAGE_POOL_H_

#include <cstdint>
#include <span>

#include "sim/kernels/shape.h"

namespace isomer::kernels {

// `shift` is the output's exponent less the input's; results are clamped to the output's format.
void average_pool(const Window& window, int images, int shift, const Format& output_format,
                  Rounding rounding, std::span<const std::int32_t> input,
                  std::span<std::int32_t> output);

}  // namespace isomer::kernels

#endif  // SIM_KERNELS_AVERAGE_POOL_H_
