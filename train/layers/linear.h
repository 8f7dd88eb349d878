// SPDX-License-Identifier: Apache-2.0
//
// The float side of a fully connected layer, K inputs to M outputs, by Eigen: y = x W^T + b.
// Every product has one fixed shape, so its bits do not depend on the number of threads.

#ifndef TRAIN_LAYERS_LINEAR_H_
#define TRAIN_LAYERS_LINEAR_H_

#include <span>

#include "sim/kernels/shape.h"
#include "train/tensor.h"

namespace isomer::train {

// Fixes the cache sizes by which Eigen cuts its products (and so their rounding) to those of no
// particular CPU. Before the first product.
void pin_products();

// One shard of 16 images. weights [M][K], x [16][K], y [16][M].
void linear_forward(const kernels::ConvolutionShape& shape, const float* x, const float* weights,
                    const float* bias, float* y);

// dx = dy W, one shard.
void linear_backward_input(const kernels::ConvolutionShape& shape, const float* dy,
                           const float* weights, float* dx);

// Rows [16 block, 16 block + 16) of dW = dy^T x and of db = the column sums of dy, over the whole
// batch; blocks are independent of each other.
int linear_row_blocks(const kernels::ConvolutionShape& shape);
void linear_backward_parameters(int block, const Matrix& x, const Matrix& dy,
                                std::span<float> weight_gradient, std::span<float> bias_gradient);

}  // namespace isomer::train

#endif  // TRAIN_LAYERS_LINEAR_H_
