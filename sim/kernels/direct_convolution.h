// SPDX-License-Identifier: Apache-2.0
//
// Convolution accumulators row by row, for what the matrix products of convolution.h do not serve:
// depthwise layers and sums beyond 32 bits.                        isa/ARITHMETIC.md (F6), (F8)

#ifndef SIM_KERNELS_DIRECT_CONVOLUTION_H_
#define SIM_KERNELS_DIRECT_CONVOLUTION_H_

#include <cstdint>
#include <span>
#include <vector>

#include "sim/kernels/convolution.h"

namespace isomer::kernels {

// Each output row is the sum of input rows times one weight each: vectorised by the compiler.
// Weights are [out][in / groups][kernel_h][kernel_w], shape.window.channels the channels of all
// groups. Exact modulo 2^(bits of Accumulator): std::int32_t or std::int64_t. `padded` is a buffer
// that one thread reuses.
template <typename Accumulator>
void direct_convolution(const ConvolutionShape& shape, int groups,
                        const ConvolutionParameters& parameters, int images,
                        std::span<const std::int32_t> input, std::span<Accumulator> accumulators,
                        std::vector<std::int32_t>& padded);

}  // namespace isomer::kernels

#endif  // SIM_KERNELS_DIRECT_CONVOLUTION_H_
