// SPDX-License-Identifier: Apache-2.0
//
// The float side of a convolution for one shard of 16 images, channels last: the teacher's forward
// pass and the gradients of both models, by oneDNN's direct primitives.

#ifndef TRAIN_LAYERS_FLOAT_CONVOLUTION_H_
#define TRAIN_LAYERS_FLOAT_CONVOLUTION_H_

#include <cstdint>
#include <memory>

#include "sim/kernels/shape.h"

namespace isomer::train {

// What the gradients are computed in: bf16 rounds x, dy and the weights to bfloat16 and sums in
// float.
enum class Precision { fp32, bf16 };

// Images are [image][row][column][channel], weights [out][in / groups][kh][kw]. Used by one thread
// at a time; the same bits on every call, since primitives are made for the calling thread only and
// run there (both on threads of a ThreadTeam, which pins the library to them).
//
// All layers are oneDNN's direct convolution on channels-last tensors: its AVX-512 kernels reach
// nine tenths of the peak there from 16 channels on, and its blocked layouts are no faster. Fully
// connected layers: float_linear.h.
class FloatConvolution {
 public:
  // shape.window.channels counts the channels of all groups.
  FloatConvolution(const kernels::ConvolutionShape& shape, int groups, Precision backward);
  ~FloatConvolution();
  FloatConvolution(FloatConvolution&&) noexcept;
  FloatConvolution& operator=(FloatConvolution&&) noexcept;

  // Takes over new weights; returns at once when `version` is that of the last call.
  void set_weights(const float* weights, std::uint64_t version);

  void forward(const float* x, float* y);

  // Both gradients; no dx where it is null (set_weights is then not needed).
  void backward(const float* x, const float* dy, float* dx, float* dw);

 private:
  struct Primitives;
  std::unique_ptr<Primitives> primitives_;
};

// The instruction set that oneDNN's primitives use on this CPU: results may differ between two.
int float_instruction_set();

}  // namespace isomer::train

#endif  // TRAIN_LAYERS_FLOAT_CONVOLUTION_H_
