// SPDX-License-Identifier: Apache-2.0
//
// Whole layers by naive loops on logical tensors, for judging devices and compilers. Like
// oracle.h, includes nothing of the project.

#ifndef TESTS_SUPPORT_ORACLE_LAYERS_H_
#define TESTS_SUPPORT_ORACLE_LAYERS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/support/oracle.h"

namespace oracle {

// One image's integers, d[(c * height + y) * width + x].
struct Tensor {
  int channels = 1;
  int height = 1;
  int width = 1;
  std::vector<std::int64_t> d;

  Tensor() = default;
  Tensor(int channels, int height, int width);  // zeros
  std::int64_t& at(int c, int y, int x);
  std::int64_t at(int c, int y, int x) const;

  friend bool operator==(const Tensor&, const Tensor&) = default;
};

// Kernel geometry of convolutions and pools; output size floor((in + padding - kernel)/stride) + 1.
struct Window {
  int kernel_h = 1;
  int kernel_w = 1;
  int stride_h = 1;
  int stride_w = 1;
  int pad_top = 0;
  int pad_left = 0;
  int pad_bottom = 0;
  int pad_right = 0;

  int out_height(const Tensor& x) const;
  int out_width(const Tensor& x) const;
};

// The integers and shifts of a layer with weights.
struct Weighted {
  int out_channels = 1;
  std::vector<std::int64_t> weights;  // [out][in][kernel_h][kernel_w]; fully connected: [out][in]
  std::vector<std::int64_t> bias;     // [out]
  int bias_shift = 0;
  int accumulator_bits = 32;
  Post post;  // the same for every channel; no affine, no residual
};

// The accumulators of a convolution: bias * 2^bias_shift + sum of x * w, padding zero, wrapped.
Tensor convolution_accumulators(const Tensor& x, const Weighted& layer, const Window& window);

// The accumulators through the post chain.
Tensor convolution(const Tensor& x, const Weighted& layer, const Window& window);

// A product with the whole input, flattened in NCHW order; the output is out_channels x 1 x 1.
Tensor fully_connected(const Tensor& x, const Weighted& layer);

// The maximum of the elements a window covers, padding skipped; every window covers one.
Tensor max_pool(const Tensor& x, const Window& window);

}  // namespace oracle

#endif  // TESTS_SUPPORT_ORACLE_LAYERS_H_
