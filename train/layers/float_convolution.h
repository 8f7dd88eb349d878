// SPDX-License-Identifier: Apache-2.0
//
// The float side of a convolution for one shard of 16 images: the teacher's forward pass and the
// gradients of both models, by oneDNN's direct primitives.

#ifndef TRAIN_LAYERS_FLOAT_CONVOLUTION_H_
#define TRAIN_LAYERS_FLOAT_CONVOLUTION_H_

#include <cstdint>
#include <memory>

#include "sim/kernels/shape.h"

namespace isomer::train {

// All tensors are plain: images NCHW, weights [out][in][kh][kw]. Used by one thread at a time; the
// same bits on every call, since primitives run on the calling thread only (ThreadTeam).
class FloatConvolution {
 public:
  explicit FloatConvolution(const kernels::ConvolutionShape& shape);
  ~FloatConvolution();
  FloatConvolution(FloatConvolution&&) noexcept;
  FloatConvolution& operator=(FloatConvolution&&) noexcept;

  // Takes over new weights; returns at once when `version` is that of the last call.
  void set_parameters(const float* weights, const float* bias, std::uint64_t version);

  void forward(const float* x, float* y);
  void backward_input(const float* dy, float* dx);
  void backward_parameters(const float* x, const float* dy, float* dw, float* db);

 private:
  struct Primitives;
  std::unique_ptr<Primitives> primitives_;
};

// The instruction set that oneDNN's primitives use on this CPU: results may differ between two.
int float_instruction_set();

}  // namespace isomer::train

#endif  // TRAIN_LAYERS_FLOAT_CONVOLUTION_H_
