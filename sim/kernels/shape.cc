// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/shape.h"

namespace isomer::kernels {
namespace {

template <typename Operation>
Window window_of(const Operation& layer, const TensorInfo& input) {
  return {.channels = input.channels,
          .height = input.height,
          .width = input.width,
          .kernel_h = layer.kernel_h,
          .kernel_w = layer.kernel_w,
          .stride_h = layer.stride_h,
          .stride_w = layer.stride_w,
          .padding = layer.padding};
}

}  // namespace

ConvolutionShape shape_of(const Convolution& layer, const TensorInfo& input) {
  return {.window = window_of(layer, input), .out_channels = layer.out_channels};
}

Window shape_of(const MaxPool& layer, const TensorInfo& input) { return window_of(layer, input); }

Window shape_of(const AveragePool& layer, const TensorInfo& input) {
  return window_of(layer, input);
}

}  // namespace isomer::kernels
