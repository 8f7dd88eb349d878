// SPDX-License-Identifier: Apache-2.0

#include "train/layers/linear.h"

#include <algorithm>
#include <cstddef>

namespace isomer::train {
namespace {

constexpr int kRowBlock = 16;

ConstMatrixView weight_matrix(const kernels::ConvolutionShape& shape, const float* weights) {
  return {weights, shape.out_channels, static_cast<Eigen::Index>(shape.reduction())};
}

}  // namespace

void pin_products() {
  constexpr std::ptrdiff_t kKibi = 1024;
  Eigen::setCpuCacheSizes(32 * kKibi, 512 * kKibi, 4096 * kKibi);
}

void linear_forward(const kernels::ConvolutionShape& shape, const float* x, const float* weights,
                    const float* bias, float* y) {
  const ConstMatrixView in(x, kernels::kShard, static_cast<Eigen::Index>(shape.reduction()));
  MatrixView out(y, kernels::kShard, shape.out_channels);
  out.noalias() = in * weight_matrix(shape, weights).transpose();
  out.rowwise() += Eigen::Map<const Eigen::RowVectorXf>(bias, shape.out_channels);
}

void linear_backward_input(const kernels::ConvolutionShape& shape, const float* dy,
                           const float* weights, float* dx) {
  const ConstMatrixView out(dy, kernels::kShard, shape.out_channels);
  MatrixView in(dx, kernels::kShard, static_cast<Eigen::Index>(shape.reduction()));
  in.noalias() = out * weight_matrix(shape, weights);
}

int linear_row_blocks(const kernels::ConvolutionShape& shape) {
  return (shape.out_channels + kRowBlock - 1) / kRowBlock;
}

void linear_backward_parameters(int block, const Matrix& x, const Matrix& dy,
                                std::span<float> weight_gradient, std::span<float> bias_gradient) {
  const Eigen::Index first = Eigen::Index{block} * kRowBlock;
  const Eigen::Index rows = std::min<Eigen::Index>(kRowBlock, dy.cols() - first);
  MatrixView dw(weight_gradient.data() + first * x.cols(), rows, x.cols());
  dw.noalias() = dy.middleCols(first, rows).transpose() * x;
  for (Eigen::Index row = first; row < first + rows; ++row) {
    float sum = 0;
    for (Eigen::Index image = 0; image < dy.rows(); ++image) sum += dy(image, row);
    bias_gradient[static_cast<std::size_t>(row)] = sum;
  }
}

}  // namespace isomer::train
