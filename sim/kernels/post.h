// SPDX-License-Identifier: Apache-2.0
//
// From accumulators to outputs: y = RNT(acc, shift, lo, hi).            isa/ARITHMETIC.md (F4)

#ifndef SIM_KERNELS_POST_H_
#define SIM_KERNELS_POST_H_

#include <cstdint>
#include <span>

#include "isa/network/network.h"

namespace isomer::kernels {

// One call of the contract's function per element. `unclamped`, unless empty, receives 1 where
// lo <= rnd(acc * 2^-shift) <= hi and 0 where the clamp acted: the gradient's mask.
void post_reference(const PostChain& chain, std::span<const std::int32_t> accumulators,
                    std::span<std::int32_t> output, std::span<std::uint8_t> unclamped = {});

// The same, vectorised by the compiler for half_up and shifts in 0..31. May run in place.
void post(const PostChain& chain, std::span<const std::int32_t> accumulators,
          std::span<std::int32_t> output, std::span<std::uint8_t> unclamped = {});

}  // namespace isomer::kernels

#endif  // SIM_KERNELS_POST_H_
