// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/post_chain.h"

#include <algorithm>
#include <type_traits>

#include "isa/arithmetic/post.h"
#include "sim/kernels/post.h"

namespace isomer::kernels {
namespace {

constexpr int kMaxShift = 31;     // of a 32-bit integer
constexpr int kMaxTermBits = 30;  // so that the sum of two terms fits, and its rounding too
constexpr int kMaxResidualBits = 17;

// Half up is the floor plus the highest bit that was shifted out; shift in 0..31.
class HalfUp {
 public:
  explicit HalfUp(int shift)
      : shift_(shift), guard_shift_(std::max(0, shift - 1)), guard_mask_(shift == 0 ? 0 : 1) {}
  std::int32_t operator()(std::int32_t value) const {
    return (value >> shift_) + ((value >> guard_shift_) & guard_mask_);
  }

 private:
  int shift_;
  int guard_shift_;
  std::int32_t guard_mask_;
};

bool is_narrow_sum(const PostChain& chain) {
  return chain.rounding == Rounding::half_up && chain.shift >= 0 && chain.shift <= kMaxShift &&
         !chain.affine && chain.residual && chain.residual->s3 >= 0 &&
         chain.residual->s3 <= kMaxShift &&
         chain.narrow_bits + chain.residual->e1 <= kMaxTermBits &&
         kMaxResidualBits + chain.residual->e2 <= kMaxTermBits;
}

void narrow_sum(const PostChain& chain, std::span<const std::int32_t> accumulators,
                std::span<const std::int32_t> residual, std::span<std::int32_t> output) {
  const HalfUp narrow(chain.shift);
  const HalfUp round(chain.residual->s3);
  const std::int32_t limit = 1 << (chain.narrow_bits - 1);
  const std::int32_t scale1 = 1 << chain.residual->e1;
  const std::int32_t scale2 = 1 << chain.residual->e2;
  const std::int32_t lo = chain.lo;
  const std::int32_t hi = chain.hi;
  const std::int32_t* acc = accumulators.data();
  const std::int32_t* r = residual.data();
  std::int32_t* y = output.data();
  for (std::size_t i = 0; i < output.size(); ++i) {
    const std::int32_t m = std::min(std::max(narrow(acc[i]), -limit), limit - 1);
    y[i] = std::min(std::max(round(m * scale1 + r[i] * scale2), lo), hi);
  }
}

}  // namespace

bool is_plain(const PostChain& chain) {
  const std::int64_t limit = std::int64_t{1} << (chain.narrow_bits - 1);
  return !chain.affine && !chain.residual && -limit <= chain.lo && chain.hi < limit;
}

template <typename Accumulator>
void post_chain_reference(const PostChain& chain, int channels, std::size_t pixels,
                          std::span<const Accumulator> accumulators,
                          std::span<const std::int32_t> residual, std::span<std::int32_t> output) {
  const PostStages stages = post_stages(chain);
  PostOperands operands;
  for (std::size_t begin = 0, plane = 0; begin < output.size(); begin += pixels, ++plane) {
    const std::size_t channel = plane % static_cast<std::size_t>(channels);
    if (chain.affine) {
      operands.w_c = chain.affine->scale[channel];
      operands.b_c = chain.affine->offset[channel];
    }
    for (std::size_t i = begin; i < begin + pixels; ++i) {
      if (chain.residual) operands.r = residual[i];
      output[i] = static_cast<std::int32_t>(isomer::post(accumulators[i], stages, operands));
    }
  }
}

template <typename Accumulator>
void post_chain(const PostChain& chain, int channels, std::size_t pixels,
                std::span<const Accumulator> accumulators, std::span<const std::int32_t> residual,
                std::span<std::int32_t> output) {
  if constexpr (std::is_same_v<Accumulator, std::int32_t>) {
    if (is_plain(chain)) return post(chain, accumulators, output);
    if (is_narrow_sum(chain)) return narrow_sum(chain, accumulators, residual, output);
  }
  post_chain_reference(chain, channels, pixels, accumulators, residual, output);
}

template void post_chain_reference(const PostChain&, int, std::size_t,
                                   std::span<const std::int32_t>, std::span<const std::int32_t>,
                                   std::span<std::int32_t>);
template void post_chain_reference(const PostChain&, int, std::size_t,
                                   std::span<const std::int64_t>, std::span<const std::int32_t>,
                                   std::span<std::int32_t>);
template void post_chain(const PostChain&, int, std::size_t, std::span<const std::int32_t>,
                         std::span<const std::int32_t>, std::span<std::int32_t>);
template void post_chain(const PostChain&, int, std::size_t, std::span<const std::int64_t>,
                         std::span<const std::int32_t>, std::span<std::int32_t>);

}  // namespace isomer::kernels
