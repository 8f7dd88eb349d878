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
#include <type_traits>

#include "isa/arithmetic/format.h"
#include "sim/kernels/nhwc/convolution_panel.h"
#include "sim/kernels/nhwc/storage.h"
#include "sim/kernels/shape.h"

namespace isomer::kernels::nhwc {

struct ConvolutionParameters {
  std::span<const std::int16_t> weights;  // [out][in / groups][kernel_h][kernel_w]
  std::span<const std::int16_t> bias;     // [out]
  int bias_shift = 0;
};

// Receives accumulators while they are in the nearest cache: `pixels` whole pixels from number
// `first_pixel` on, counted through images, rows and columns; sums are [pixel][out_channels] of
// type s32, or s64 where 32 bits might not hold them. Each pixel comes once.
using Sink = void(void* context, std::size_t first_pixel, std::size_t pixels, ConstTensor sums);

class Convolution {
 public:
  // `input` is the format that every input integer obeys, `weight_bits` the width of the signed
  // weights (1..16; beyond 8 bits on either side all products are of 16), `accumulator_bits` that
  // of the machine: up to 32 gives s32, modulo 2^32, beyond s64, exact. shape.window.channels
  // counts the channels of all groups. Throws Error where the kernel does not fit, the groups do
  // not divide the channels, or input or weights have more than 16 bits.
  Convolution(const ConvolutionShape& shape, int groups, const Format& input, int weight_bits,
              int accumulator_bits, const ConvolutionPath& path = selected_convolution_path());
  ~Convolution();
  Convolution(Convolution&&) noexcept;
  Convolution& operator=(Convolution&&) noexcept;

  // Weights and bias of every run from now on. Throws Error where their number is wrong or a weight
  // is beyond weight_bits.
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
  void run_erased(int images, const void* input, Scratch& scratch, Sink* sink, void* context) const;

  std::unique_ptr<Implementation> implementation_;
};

class Convolution::Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(Scratch&&) noexcept;
  Scratch& operator=(Scratch&&) noexcept;

 private:
  friend class Convolution;
  struct Buffers;

  std::unique_ptr<Buffers> buffers_;
};

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_CONVOLUTION_H_
