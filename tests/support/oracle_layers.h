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
  int groups = 1;                     // output channel o meets the inputs of its group only
  std::vector<std::int64_t> weights;  // [out][in / groups][kernel_h][kernel_w]
  std::vector<std::int64_t> bias;     // [out]
  int bias_shift = 0;
  int accumulator_bits = 32;
  Post post;                         // w_c, b_c and r are set per element
  std::vector<std::int64_t> scale;   // [out] w_c of the affine stage
  std::vector<std::int64_t> offset;  // [out] b_c
};

// The accumulators of a convolution: bias * 2^bias_shift + sum of x * w, padding zero, wrapped.
Tensor convolution_accumulators(const Tensor& x, const Weighted& layer, const Window& window);

// The accumulators through the post chain; `residual`, of the output's shape, is read when the
// chain has that stage.
Tensor convolution(const Tensor& x, const Weighted& layer, const Window& window,
                   const Tensor* residual = nullptr);

// A product with the whole input, flattened in NCHW order; the output is out_channels x 1 x 1.
Tensor fully_connected(const Tensor& x, const Weighted& layer);

// The maximum of the elements a window covers, padding skipped; every window covers one.
Tensor max_pool(const Tensor& x, const Window& window);

// The mean of the window, padding counted as zeros, rescaled by 2^-s.                      (F15)
Tensor average_pool(const Tensor& x, const Window& window, int s, std::int64_t lo, std::int64_t hi,
                    Mode mode);

}  // namespace oracle

#endif  // TESTS_SUPPORT_ORACLE_LAYERS_H_
