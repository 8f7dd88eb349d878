// SPDX-License-Identifier: Apache-2.0
//
// Convolution accumulators of a batch of images, exact modulo 2^32:
//
//   acc[n][o][y][x] = (bias[o] << bias_shift) + sum over c, ky, kx of
//                     d_x[n][c][y * stride_h + ky - top][x * stride_w + kx - left] *
//                     d_w[o][c][ky][kx]                             isa/ARITHMETIC.md (F6), (F8)
//
// Padding contributes zero. A fully connected layer is a convolution with the whole map as kernel.

#ifndef SIM_KERNELS_CONVOLUTION_H_
#define SIM_KERNELS_CONVOLUTION_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/kernels/gemm.h"
#include "sim/kernels/shape.h"

namespace isomer::kernels {

struct ConvolutionParameters {
  std::span<const std::int16_t> weights;  // [out][in][kernel_h][kernel_w]
  std::span<const std::int16_t> bias;     // [out]
  int bias_shift = 0;
};

// The definition above as plain loops.
void convolution_reference(const ConvolutionShape& shape, const ConvolutionParameters& parameters,
                           int images, std::span<const std::int32_t> input,
                           std::span<std::int32_t> accumulators);

// Buffers that one thread reuses from call to call.
struct ConvolutionScratch {
  std::vector<std::uint8_t> bytes;
  std::vector<std::int16_t> halves;
  std::vector<std::uint32_t> columns;
  std::vector<std::uint32_t> sums;
};

// The same through the CPU's matrix instructions: images unfold into columns of packed words.
// 8-bit operands where the format of the input, the weights and the CPU allow it, else 16-bit ones,
// else (operands beyond 16 bits) the reference.
class ConvolutionKernel {
 public:
  // `input` is the format that every input integer obeys.
  ConvolutionKernel(const ConvolutionShape& shape, const Format& input,
                    const Path& path = selected_path());

  void set_parameters(const ConvolutionParameters& parameters);

  // Single-threaded; several threads may run one kernel, each with its own scratch.
  void run(int images, std::span<const std::int32_t> input, std::span<std::int32_t> accumulators,
           ConvolutionScratch& scratch) const;

  const ConvolutionShape& shape() const { return shape_; }

 private:
  enum class Operands { bytes, halves, reference };

  template <typename Element>
  void run_packed(int images, const std::int32_t* input, std::int32_t* accumulators,
                  std::vector<Element>& padded, ConvolutionScratch& scratch) const;

  ConvolutionShape shape_;
  Format input_;
  Path path_;
  Operands operands_ = Operands::reference;
  std::int32_t offset_ = 0;                  // added to signed inputs, so that bytes are unsigned
  std::vector<std::size_t> taps_;            // where each product finds its input
  std::vector<std::uint32_t> weights_;       // packed
  std::vector<std::uint32_t> constant_;      // [out] aligned bias, less what offset_ adds
  std::vector<std::int16_t> plain_weights_;  // for the reference
  std::vector<std::int16_t> plain_bias_;
  int bias_shift_ = 0;
};

}  // namespace isomer::kernels

#endif  // SIM_KERNELS_CONVOLUTION_H_
