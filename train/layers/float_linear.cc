// SPDX-License-Identifier: Apache-2.0

#include "train/layers/float_linear.h"

#include <algorithm>
#include <dnnl.hpp>

namespace isomer::train {
namespace {

constexpr std::size_t kRows = 64;

// to [columns][rows] = from [rows][columns], transposed.
void transpose(std::size_t rows, std::size_t columns, const float* from, float* to) {
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      to[column * rows + row] = from[row * columns + column];
    }
  }
}

// A matrix as stored, row after row, `is_transposed` before it is multiplied.
struct Factor {
  const float* values;
  std::size_t pitch;
  bool is_transposed = false;
};

// c [m][n] = a b, the inner dimension being k.
void multiply(std::size_t m, std::size_t n, std::size_t k, Factor a, Factor b, float* c) {
  const auto dim = [](std::size_t size) { return static_cast<dnnl::memory::dim>(size); };
  dnnl::sgemm(a.is_transposed ? 'T' : 'N', b.is_transposed ? 'T' : 'N', dim(m), dim(n), dim(k), 1,
              a.values, dim(a.pitch), b.values, dim(b.pitch), 0, c, dim(n));
}

}  // namespace

bool is_linear(const kernels::ConvolutionShape& shape) {
  const kernels::Window& w = shape.window;
  return w.kernel_h == w.height && w.kernel_w == w.width && w.out_pixels() == 1 &&
         w.padding.top == 0 && w.padding.left == 0;
}

FloatLinear::FloatLinear(const kernels::ConvolutionShape& shape)
    : channels_(static_cast<std::size_t>(shape.window.channels)),
      pixels_(shape.window.in_pixels()),
      inputs_(shape.reduction()),
      outputs_(static_cast<std::size_t>(shape.out_channels)),
      weights_(inputs_ * outputs_),
      gradient_(pixels_ == 1 ? 0 : inputs_ * outputs_) {}

int FloatLinear::blocks() const { return static_cast<int>((outputs_ + kRows - 1) / kRows); }

FloatLinear::Rows FloatLinear::rows_of(int block) const {
  const std::size_t first = static_cast<std::size_t>(block) * kRows;
  return {first, std::min(kRows, outputs_ - first)};
}

void FloatLinear::set_weights(int block, const float* weights) {
  const Rows rows = rows_of(block);
  for (std::size_t row = rows.first; row < rows.first + rows.count; ++row) {
    transpose(channels_, pixels_, weights + row * inputs_, weights_.data() + row * inputs_);
  }
}

// As y^T = W x^T: sgemm would turn all of W round for y = x W^T.
void FloatLinear::forward(const float* x, float* y) const {
  std::vector<float> transposed(outputs_ * kernels::kShard);
  multiply(outputs_, kernels::kShard, inputs_, {weights_.data(), inputs_}, {x, inputs_, true},
           transposed.data());
  transpose(outputs_, kernels::kShard, transposed.data(), y);
}

void FloatLinear::backward_input(const float* dy, float* dx) const {
  multiply(kernels::kShard, inputs_, outputs_, {dy, outputs_}, {weights_.data(), inputs_}, dx);
}

void FloatLinear::backward_weights(int block, int images, const float* x, const float* dy,
                                   float* dw) {
  const Rows rows = rows_of(block);
  float* const product = (pixels_ == 1 ? dw : gradient_.data()) + rows.first * inputs_;
  multiply(rows.count, inputs_, static_cast<std::size_t>(images), {dy + rows.first, outputs_, true},
           {x, inputs_}, product);
  if (pixels_ == 1) return;
  for (std::size_t row = 0; row < rows.count; ++row) {
    transpose(pixels_, channels_, product + row * inputs_, dw + (rows.first + row) * inputs_);
  }
}

}  // namespace isomer::train
