// SPDX-License-Identifier: Apache-2.0
//
// The register blocking that all paths share: a tile of kQuads quads times kBlocks blocks of output
// channels stays in registers. `Isa` supplies Vector, its number of 32-bit lanes kLanes, zero,
// load, store, store_first, broadcast, and dot(sum, input, weights); kPair and kSingle are the
// quads of its tiles of two blocks (0: it has none) and of one.

#ifndef SIM_KERNELS_NHWC_CONVOLUTION_TILE_H_
#define SIM_KERNELS_NHWC_CONVOLUTION_TILE_H_

#include <cstddef>
#include <utility>

#include "sim/kernels/nhwc/convolution_panel.h"

namespace isomer::kernels::nhwc {

// Calls f with the constants 0 ... kCount - 1: loops that are gone before registers are allocated,
// without which compilers keep copies of the sums on the stack.
template <std::size_t kCount, typename F>
[[gnu::always_inline]] inline void unroll(F&& f) {
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) __attribute__((always_inline)) {
    (f(std::integral_constant<std::size_t, kIndex>{}), ...);
  }
  (std::make_index_sequence<kCount>{});
}

template <typename Isa, std::size_t kBlocks, std::size_t kQuads>
void multiply_tile(const Panel& panel, const Quad* quads, std::size_t block) {
  using Vector = typename Isa::Vector;
  constexpr std::size_t kPixels = kQuads * kQuad;
  constexpr std::size_t kPerBlock = kBlock / Isa::kLanes;
  constexpr std::size_t kVectors = kBlocks * kPerBlock;
  const std::ptrdiff_t stride = panel.input_stride;
  const std::size_t block_pitch = panel.block_pitch;
  const std::uint32_t* weights = panel.weights + block * block_pitch;
  const std::int32_t* start = panel.start + block * kBlock;

  Vector sums[kPixels][kVectors];
  unroll<kVectors>([&](auto v) __attribute__((always_inline)) {
    const Vector first = Isa::load(start + v * Isa::kLanes);
    unroll<kPixels>([&](auto p) __attribute__((always_inline)) { sums[p][v] = first; });
  });
  // There is a word at least.
  const std::ptrdiff_t* segment = panel.segments;
  const std::ptrdiff_t* const last_segment = segment + panel.segment_count;
  do {
    const std::uint8_t* input[kQuads];
    unroll<kQuads>([&](auto q) __attribute__((always_inline)) {
      input[q] = panel.input + quads[q].input + *segment;
    });
    const std::uint32_t* const last_word = weights + panel.words * kBlock;
    do {
      Vector right[kVectors];
      unroll<kVectors>([&](auto v) __attribute__((always_inline)) {
        right[v] = Isa::load(weights + v / kPerBlock * block_pitch + v % kPerBlock * Isa::kLanes);
      });
      unroll<kPixels>([&](auto p) __attribute__((always_inline)) {
        const Vector left =
            Isa::broadcast(input[p / kQuad] + static_cast<std::ptrdiff_t>(p % kQuad) * stride);
        unroll<kVectors>([&](auto v) __attribute__((always_inline)) {
          sums[p][v] = Isa::dot(sums[p][v], left, right[v]);
        });
      });
      unroll<kQuads>([&](auto q) __attribute__((always_inline)) { input[q] += 4; });
      weights += kBlock;
    } while (weights != last_word);
  } while (++segment != last_segment);

  const std::size_t channels = panel.channels - block * kBlock;
  unroll<kPixels>([&](auto p) __attribute__((always_inline)) {
    std::int32_t* out = panel.sums + quads[p / kQuad].sums + block * kBlock +
                        static_cast<std::ptrdiff_t>(p % kQuad) * panel.sum_stride;
    unroll<kVectors>([&](auto v) __attribute__((always_inline)) {
      constexpr std::size_t kLane = v * Isa::kLanes;
      if (channels >= kLane + Isa::kLanes) {
        Isa::store(out + kLane, sums[p][v]);
      } else if (channels > kLane) {
        Isa::store_first(out + kLane, channels - kLane, sums[p][v]);
      }
    });
  });
}

// The last quads of a panel, fewer than fit into a tile.
template <typename Isa, std::size_t kBlocks, std::size_t kQuads>
inline void multiply_rest(const Panel& panel, const Quad* quads, std::size_t count,
                          std::size_t block) {
  if constexpr (kQuads > 0) {
    if (count == kQuads) return multiply_tile<Isa, kBlocks, kQuads>(panel, quads, block);
    multiply_rest<Isa, kBlocks, kQuads - 1>(panel, quads, count, block);
  }
}

template <typename Isa, std::size_t kBlocks, std::size_t kQuads>
inline void multiply_blocks(const Panel& panel, std::size_t block) {
  std::size_t q = 0;
  for (; q + kQuads <= panel.quad_count; q += kQuads)
    multiply_tile<Isa, kBlocks, kQuads>(panel, panel.quads + q, block);
  multiply_rest<Isa, kBlocks, kQuads - 1>(panel, panel.quads + q, panel.quad_count - q, block);
}

template <typename Isa>
inline void multiply_panel(const Panel& panel) {
  const std::size_t blocks = (panel.channels + kBlock - 1) / kBlock;
  std::size_t block = 0;
  if constexpr (Isa::kPair > 0) {
    for (; block + 2 <= blocks; block += 2) multiply_blocks<Isa, 2, Isa::kPair>(panel, block);
  }
  for (; block < blocks; ++block) multiply_blocks<Isa, 1, Isa::kSingle>(panel, block);
}

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_CONVOLUTION_TILE_H_
