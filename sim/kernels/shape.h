// SPDX-License-Identifier: Apache-2.0
//
// The shapes that kernels work on, whatever the order and the type of the elements.

#ifndef SIM_KERNELS_SHAPE_H_
#define SIM_KERNELS_SHAPE_H_

#include <cstddef>

#include "isa/network/network.h"

namespace isomer::kernels {

// Images in one shard: the unit of work of one thread, in training and outside (training.md).
inline constexpr int kShard = 16;

// Number of window positions along one dimension; 0 when the window does not fit.
[[nodiscard]] constexpr int positions(int size, int pad_before, int pad_after, int kernel,
                                      int stride) {
  const int room = size + pad_before + pad_after - kernel;
  return room < 0 ? 0 : room / stride + 1;
}

// One sliding window over `channels` x `height` x `width`.
struct Window {
  int channels = 1;
  int height = 1;
  int width = 1;
  int kernel_h = 1;
  int kernel_w = 1;
  int stride_h = 1;
  int stride_w = 1;
  Padding padding = {};

  int out_height() const {
    return positions(height, padding.top, padding.bottom, kernel_h, stride_h);
  }
  int out_width() const {
    return positions(width, padding.left, padding.right, kernel_w, stride_w);
  }
  std::size_t in_pixels() const {
    return static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
  }
  std::size_t out_pixels() const {
    return static_cast<std::size_t>(out_height()) * static_cast<std::size_t>(out_width());
  }
  std::size_t in_elements() const { return static_cast<std::size_t>(channels) * in_pixels(); }
};

// A convolution: the window, and how many kernels of channels x kernel_h x kernel_w slide over it.
struct ConvolutionShape {
  Window window;
  int out_channels = 1;

  // K, the number of products in one output.
  std::size_t reduction() const {
    return static_cast<std::size_t>(window.channels) * static_cast<std::size_t>(window.kernel_h) *
           static_cast<std::size_t>(window.kernel_w);
  }
};

// The shapes of a network's layers; `input` is the tensor that the layer reads.
[[nodiscard]] ConvolutionShape shape_of(const Convolution& layer, const TensorInfo& input);
[[nodiscard]] Window shape_of(const MaxPool& layer, const TensorInfo& input);
[[nodiscard]] Window shape_of(const AveragePool& layer, const TensorInfo& input);

}  // namespace isomer::kernels

#endif  // SIM_KERNELS_SHAPE_H_
