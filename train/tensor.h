// SPDX-License-Identifier: Apache-2.0
//
// Float tensors of training: a batch of images as an Eigen matrix, one image per row, each row
// [channel][row][column].

#ifndef TRAIN_TENSOR_H_
#define TRAIN_TENSOR_H_

#include <Eigen/Core>

namespace isomer::train {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixView = Eigen::Map<Matrix>;
using ConstMatrixView = Eigen::Map<const Matrix>;
using VectorView = Eigen::Map<Eigen::VectorXf>;

}  // namespace isomer::train

#endif  // TRAIN_TENSOR_H_
