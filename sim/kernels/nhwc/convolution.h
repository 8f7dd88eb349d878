// SPDX-License-Identifier: Apache-2.0
//
// Convolution accumulators of a batch, channels last, through the CPU's integer dot products:
//
//   acc[n][y][x][o] = (bias[o] << bias_shift) + sum over c, ky, kx of
//                     d_x[n][y * stride_h + ky - top][x * stride_w + kx - left][c] *
//                     d_w[o][c][ky][kx]                             isa/ARITHMETIC.md (F6), (F8)
//
// Padding contributes zero; c runs over the group of o. A fully connected layer is a convolution
// with the whole map as kernel.

#ifndef SIM_KERNELS_NHWC_CONVOLUTION_H_
#define SIM_KERNELS_NHWC_CONVOLUTION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "isa/arithmetic/format.h"
#include "sim/kernels/convolution.h"
#include "sim/kernels/nhwc/storage.h"
#include "sim/kernels/shape.h"

namespace isomer::kernels::nhwc {

// Receives accumulators while they are in the nearest cache: `pixels` whole pixels from number
// `first_pixel` on, counted through images, rows and columns; sums are [pixel][out_channels] of
// type s32, or s64 where 32 bits might not hold them. Each pixel comes once.
using Sink = void(void* context, std::size_t first_pixel, std::size_t pixels, ConstTensor sums);

class Convolution {
 public:
  // `input` is the format that every input integer obeys, `weight_bits` the width of the signed
  // weights (2..16; 16 on 8-bit inputs is two products of 8 bits), `accumulator_bits` that of the
  // machine: up to 32 gives s32, beyond s64. shape.window.channels counts the channels of all
  // groups.
  Convolution(const ConvolutionShape& shape, int groups, const Format& input, int weight_bits,
              int accumulator_bits);
  ~Convolution();
  Convolution(Convolution&&) noexcept;
  Convolution& operator=(Convolution&&) noexcept;

  // Weights [out][in / groups][kernel_h][kernel_w] and bias of every run from now on.
  void set_parameters(const ConvolutionParameters& parameters);

  // Buffers that one thread reuses from call to call, for any convolution.
  class Scratch;

  // Single-threaded; several threads may run one convolution, each with its own scratch. `input`
  // has storage_of(input format).
  template <typename Receive>  // (std::size_t first_pixel, std::size_t pixels, ConstTensor sums)
  void run(int images, const void* input, Scratch& scratch, Receive&& receive) const {
    run_erased(
        images, input, scratch,
        [](void* context, std::size_t first, std::size_t pixels, ConstTensor sums) {
          (*static_cast<std::remove_reference_t<Receive>*>(context))(first, pixels, sums);
        },
        const_cast<void*>(static_cast<const void*>(std::addressof(receive))));
  }

 private:
  struct Implementation;
  void run_erased(int images, const void* input, Scratch& scratch, Sink* sink,
                  void* context) const;

  std::unique_ptr<Implementation> implementation_;
};

class Convolution::Scratch {
 public:
  std::vector<std::uint8_t> padded;
  std::vector<std::int32_t> sums;
  std::vector<std::int64_t> wide_sums;
};

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_CONVOLUTION_H_
