// SPDX-License-Identifier: Apache-2.0
//
// The register blocking that all paths share: a tile of kQuads quads times kBlocks blocks of output
// channels stays in registers. `Isa` supplies Vector, its number of 32-bit lanes kLanes, zero,
// load, store, store_first, broadcast, and dot(sum, input, weights); kPair and kSingle are the
// quads of its tiles of two blocks (0: it has none) and of one.

#ifndef SIM_KERNELS_NHWC_CONVOLUTION_TILE_H_
#define SIM_KERNELS_NHWC_CONVOLUTION_TILE_H_

#include <cstddef>

#include "sim/kernels/nhwc/convolution_panel.h"

namespace isomer::kernels::nhwc {

template <typename Isa, std::size_t kBlocks, std::size_t kQuads>
inline void multiply_tile(const Panel& panel, const Quad* quads, std::size_t block) {
  using Vector = typename Isa::Vector;
  constexpr std::size_t kPixels = kQuads * kQuad;
  constexpr std::size_t kPerBlock = kBlock / Isa::kLanes;
  constexpr std::size_t kVectors = kBlocks * kPerBlock;
  const std::ptrdiff_t stride = panel.input_stride;
  const std::uint32_t* weights = panel.weights + block * panel.block_pitch;
  const std::int32_t* start = panel.start + block * kBlock;

  Vector sums[kPixels][kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) {
    const Vector first = Isa::load(start + v * Isa::kLanes);
    for (std::size_t p = 0; p < kPixels; ++p) sums[p][v] = first;
  }
  for (std::size_t s = 0; s < panel.segment_count; ++s) {
    const std::uint8_t* input[kQuads];
    for (std::size_t q = 0; q < kQuads; ++q)
      input[q] = panel.input + quads[q].input + panel.segments[s];
    for (std::size_t k = 0; k < panel.words; ++k, weights += kBlock) {
      Vector right[kVectors];
      for (std::size_t v = 0; v < kVectors; ++v)
        right[v] =
            Isa::load(weights + v / kPerBlock * panel.block_pitch + v % kPerBlock * Isa::kLanes);
      for (std::size_t q = 0; q < kQuads; ++q) {
        for (std::size_t i = 0; i < kQuad; ++i) {
          const Vector left = Isa::broadcast(input[q] + static_cast<std::ptrdiff_t>(i) * stride);
          for (std::size_t v = 0; v < kVectors; ++v)
            sums[q * kQuad + i][v] = Isa::dot(sums[q * kQuad + i][v], left, right[v]);
        }
        input[q] += 4;
      }
    }
  }
  const std::size_t left = panel.channels - block * kBlock;
  for (std::size_t q = 0; q < kQuads; ++q) {
    std::int32_t* out = panel.sums + quads[q].sums + block * kBlock;
    for (std::size_t i = 0; i < kQuad; ++i, out += panel.sum_stride) {
      for (std::size_t v = 0; v < kVectors; ++v) {
        const std::size_t lane = v * Isa::kLanes;
        if (left >= lane + Isa::kLanes) {
          Isa::store(out + lane, sums[q * kQuad + i][v]);
        } else if (left > lane) {
          Isa::store_first(out + lane, left - lane, sums[q * kQuad + i][v]);
        }
      }
    }
  }
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
