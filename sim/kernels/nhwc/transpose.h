// SPDX-License-Identifier: Apache-2.0
//
// Between the logical order of a network's tensors, [image][channel][row][column] of 32 bits, and
// that of the kernels.

#ifndef SIM_KERNELS_NHWC_TRANSPOSE_H_
#define SIM_KERNELS_NHWC_TRANSPOSE_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/kernels/nhwc/storage.h"

namespace isomer::kernels::nhwc {

// `pixels` = rows * columns of one image.
void from_nchw(int images, int channels, std::size_t pixels, std::span<const std::int32_t> nchw,
               Tensor nhwc);
void to_nchw(int images, int channels, std::size_t pixels, ConstTensor nhwc,
             std::span<std::int32_t> nchw);

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_TRANSPOSE_H_
