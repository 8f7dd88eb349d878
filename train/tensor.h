// SPDX-License-Identifier: Apache-2.0
//
// Float tensors of training: a batch of images as an Eigen matrix, one image per row, each row
// [channel][row][column].

#ifndef TRAIN_TENSOR_H_
#define TRAIN_TENSOR_H_

#include <Eigen/Core>
#include <cstddef>

namespace isomer::train {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixView = Eigen::Map<Matrix>;
using ConstMatrixView = Eigen::Map<const Matrix>;
using VectorView = Eigen::Map<Eigen::VectorXf>;

// One image's shape.
struct Shape {
  int channels = 1;
  int height = 1;
  int width = 1;

  std::size_t elements() const {
    return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
           static_cast<std::size_t>(width);
  }
  friend bool operator==(const Shape&, const Shape&) = default;
};

}  // namespace isomer::train

#endif  // TRAIN_TENSOR_H_
