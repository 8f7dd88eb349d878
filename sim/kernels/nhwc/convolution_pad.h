// SPDX-License-Identifier: Apache-2.0

#ifndef SIM_KERNELS_NHWC_CONVOLUTION_PAD_H_
#define SIM_KERNELS_NHWC_CONVOLUTION_PAD_H_

#include <cstddef>
#include <cstdint>

#include "sim/kernels/nhwc/convolution_plan.h"

namespace isomer::kernels::nhwc {

// Fills `images` padded images with the elements of padding.
void pad_borders(const ConvolutionPlan& plan, std::size_t images, std::uint8_t* padded);

// Copies one image into a padded one whose borders are there.
void pad_image(const ConvolutionPlan& plan, const void* image, std::uint8_t* padded);

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_CONVOLUTION_PAD_H_
