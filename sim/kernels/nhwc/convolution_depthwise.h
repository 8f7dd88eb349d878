// SPDX-License-Identifier: Apache-2.0
//
// Depthwise convolution: every channel by itself, many of them in one register.

#ifndef SIM_KERNELS_NHWC_CONVOLUTION_DEPTHWISE_H_
#define SIM_KERNELS_NHWC_CONVOLUTION_DEPTHWISE_H_

#include <cstddef>
#include <cstdint>

#include "sim/kernels/nhwc/convolution_plan.h"
#include "sim/kernels/nhwc/convolution_weights.h"

namespace isomer::kernels::nhwc {

// One row of output pixels; `input` is the padded operand of the first pixel and channel. `sums`
// are modulo 2^32, or exact.
void depthwise_row(const ConvolutionPlan& plan, const ConvolutionWeights& weights,
                   const std::int32_t* input, std::int32_t* sums);
void depthwise_row(const ConvolutionPlan& plan, const ConvolutionWeights& weights,
                   const std::int32_t* input, std::int64_t* sums);

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_CONVOLUTION_DEPTHWISE_H_
