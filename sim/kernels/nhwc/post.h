// SPDX-License-Identifier: Apache-2.0
//
// The chain behind the accumulators of a layer, channels last.    isa/ARITHMETIC.md (F9) to (F12)

#ifndef SIM_KERNELS_NHWC_POST_H_
#define SIM_KERNELS_NHWC_POST_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "isa/network/network.h"
#include "sim/kernels/nhwc/post_plan.h"
#include "sim/kernels/nhwc/storage.h"

namespace isomer::kernels::nhwc {

// One byte per element for the gradient: which clamps left it as it was (training.md,
// "Gradients"), tested on the integer before the clamp.
inline constexpr std::uint8_t kPassesLast = 1;    // N2 (affine), and lo, hi
inline constexpr std::uint8_t kPassesNarrow = 2;  // N1

enum class Flags {
  none,   // not wanted
  write,  // both bits
  merge,  // and-ed into what is there: a chain done in two calls
};

struct PostOperands {
  std::size_t pixels = 0;
  int channels = 0;
  ConstTensor sums;      // accumulators, or the m1 of an earlier call; any storage
  ConstTensor residual;  // [pixel][channel] where the chain has that stage
  Tensor output;         // u8, s8 or s32; may be `sums` where the types are equal
  std::uint8_t* flags = nullptr;
};

// One call of the contract's function per element.
void post_reference(const PostChain& chain, const PostOperands& operands, Flags flags);

// The same, vectorised wherever 32 bits are proved to be enough (from N1, the affine pair and the
// shifts), in any mode of rounding.
void post(const PostChain& chain, const PostOperands& operands, Flags flags);

// The same for many calls with one chain: the plan is of these channels and storages.
void post(const PostPlan& plan, const PostOperands& operands, Flags flags);

// What post() would find before its last rounding and clamp, as numbers: the exact stages up to
// there, times 2^exponent, exponent that of the unrounded result (exponent search). `values` is
// [pixel][channel].
void values_before_last(const PostChain& chain, const PostOperands& operands, int exponent,
                        std::span<float> values);

// Squares of 24 bits are up to 2^46: 16 images of 91 x 91 such pixels leave 64 bits.
__extension__ using SumOfSquares = __int128;

// Adds d and d^2 of each channel over the pixels: batch statistics, exact in any order. d is of u8,
// s8 or s32 and has at most 24 bits; below 2^40 pixels.
void add_moments(std::size_t pixels, int channels, ConstTensor d, std::span<std::int64_t> sum,
                 std::span<SumOfSquares> sum_of_squares);

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_POST_H_
