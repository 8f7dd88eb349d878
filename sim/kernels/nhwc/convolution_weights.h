// SPDX-License-Identifier: Apache-2.0
//
// Weights and bias in the order in which the panels read them.

#ifndef SIM_KERNELS_NHWC_CONVOLUTION_WEIGHTS_H_
#define SIM_KERNELS_NHWC_CONVOLUTION_WEIGHTS_H_

#include <cstdint>

#include "sim/kernels/nhwc/aligned.h"
#include "sim/kernels/nhwc/convolution.h"
#include "sim/kernels/nhwc/convolution_plan.h"

namespace isomer::kernels::nhwc {

struct ConvolutionWeights {
  AlignedVector<std::uint32_t> words;      // [group][block][segment][word][kBlock]
  AlignedVector<std::int32_t> taps;        // depthwise: [ky][kx][tap_pitch()]
  AlignedVector<std::int64_t> wide_start;  // [out_channels]
  AlignedVector<std::int32_t> start;       // modulo 2^32, [group][block][kBlock], all channels of a
                                           // depthwise layer in one group; zeros where wide
};

// What a sum starts from is the bias, aligned, less what the offset of the inputs adds. Throws
// Error where a weight is beyond its bits or an array has not the size of the shape.
void pack_weights(const ConvolutionPlan& plan, const ConvolutionParameters& parameters,
                  ConvolutionWeights& packed);

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_CONVOLUTION_WEIGHTS_H_
