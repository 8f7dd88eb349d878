// SPDX-License-Identifier: Apache-2.0
//
// The whole chain behind the accumulators of a layer.             isa/ARITHMETIC.md (F9) to (F12)

#ifndef SIM_KERNELS_POST_CHAIN_H_
#define SIM_KERNELS_POST_CHAIN_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "isa/network/network.h"

namespace isomer::kernels {

// Whether the chain is no more than RNT(acc, shift, lo, hi), which post() computes.
[[nodiscard]] bool is_plain(const PostChain& chain);

// One call of the contract's function per element. Accumulators, output and residual (empty
// without that stage) are [image][channel][pixel].
template <typename Accumulator>
void post_chain_reference(const PostChain& chain, int channels, std::size_t pixels,
                          std::span<const Accumulator> accumulators,
                          std::span<const std::int32_t> residual, std::span<std::int32_t> output);

// The same, vectorised by the compiler where the chain is plain, or a sum with a residual whose
// terms fit 32 bits. Accumulator is std::int32_t, and may then be the output itself, or
// std::int64_t.
template <typename Accumulator>
void post_chain(const PostChain& chain, int channels, std::size_t pixels,
                std::span<const Accumulator> accumulators, std::span<const std::int32_t> residual,
                std::span<std::int32_t> output);

}  // namespace isomer::kernels

#endif  // SIM_KERNELS_POST_CHAIN_H_
