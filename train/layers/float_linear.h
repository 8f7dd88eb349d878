// SPDX-License-Identifier: Apache-2.0
//
// The float side of a fully connected layer, K inputs to M outputs: y = W x. The input is a map,
// channels last, so that W's columns [channel][row][column] are kept here as [row][column][channel]
// (the same where the map is one pixel).
//
// One object serves all threads. In a step: set_weights for every block; then, shard by shard,
// forward and backward_input; then backward_weights for every block, over inputs and gradients of
// the whole batch. Blocks are cut by the layer's shape alone and every product has one fixed shape,
// so no bit depends on the number of threads. Products are in float whatever the precision of
// convolutions is: they are a small part of any network here.

#ifndef TRAIN_LAYERS_FLOAT_LINEAR_H_
#define TRAIN_LAYERS_FLOAT_LINEAR_H_

#include <cstddef>
#include <vector>

#include "sim/kernels/shape.h"

namespace isomer::train {

// Whether a convolution is a fully connected layer: its kernel is the whole map.
[[nodiscard]] bool is_linear(const kernels::ConvolutionShape& shape);

class FloatLinear {
 public:
  explicit FloatLinear(const kernels::ConvolutionShape& shape);

  // Blocks of 64 outputs; they may be worked on in parallel.
  int blocks() const;

  // Takes over the rows of `block` of the weights [M][channels][rows][columns].
  void set_weights(int block, const float* weights);

  // One shard of 16 images: x, dx [16][K], y, dy [16][M].
  void forward(const float* x, float* y) const;
  void backward_input(const float* dy, float* dx) const;

  // The rows of `block` of dw = dy^T x, over a batch: x [images][K], dy [images][M].
  void backward_weights(int block, int images, const float* x, const float* dy, float* dw);

 private:
  struct Rows {
    std::size_t first, count;
  };
  Rows rows_of(int block) const;

  std::size_t channels_, pixels_, inputs_, outputs_;
  std::vector<float> weights_;   // [M][K], K in the order of x
  std::vector<float> gradient_;  // as weights_; none for a map of one pixel
};

}  // namespace isomer::train

#endif  // TRAIN_LAYERS_FLOAT_LINEAR_H_
