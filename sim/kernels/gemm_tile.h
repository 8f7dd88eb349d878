// SPDX-License-Identifier: Apache-2.0
//
// The register blocking that the x86 products share. `Isa` supplies the vector type, its number of
// 32-bit lanes, and dot(sum, a, b); a tile of kRows x kVectors sums stays in registers.

#ifndef SIM_KERNELS_GEMM_TILE_H_
#define SIM_KERNELS_GEMM_TILE_H_

#include <cstddef>

#include "sim/kernels/gemm.h"

namespace isomer::kernels {

template <typename Isa, std::size_t kRows, std::size_t kVectors>
inline void gemm_tile(const GemmOperands& m, int row, int column) {
  typename Isa::Vector sums[kRows][kVectors];
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t v = 0; v < kVectors; ++v) sums[r][v] = Isa::zero();
  }
  const auto columns = static_cast<std::size_t>(m.columns);
  const auto words = static_cast<std::size_t>(m.words);
  const std::uint32_t* a = m.a + static_cast<std::size_t>(row) * words;
  const std::uint32_t* b = m.b + column;
  for (std::size_t k = 0; k < words; ++k, b += columns) {
    typename Isa::Vector right[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) right[v] = Isa::load(b + v * Isa::kLanes);
    for (std::size_t r = 0; r < kRows; ++r) {
      const auto left = Isa::broadcast(a[r * words + k]);
      for (std::size_t v = 0; v < kVectors; ++v) sums[r][v] = Isa::dot(sums[r][v], left, right[v]);
    }
  }
  for (std::size_t r = 0; r < kRows; ++r) {
    std::uint32_t* c = m.c + (static_cast<std::size_t>(row) + r) * columns + column;
    for (std::size_t v = 0; v < kVectors; ++v) Isa::store(c + v * Isa::kLanes, sums[r][v]);
  }
}

// All rows of kVectors vectors of columns, four rows at a time.
template <typename Isa, std::size_t kVectors>
inline void gemm_panel(const GemmOperands& m, int column) {
  int row = 0;
  for (; row + 4 <= m.rows; row += 4) gemm_tile<Isa, 4, kVectors>(m, row, column);
  switch (m.rows - row) {
    case 3:
      return gemm_tile<Isa, 3, kVectors>(m, row, column);
    case 2:
      return gemm_tile<Isa, 2, kVectors>(m, row, column);
    case 1:
      return gemm_tile<Isa, 1, kVectors>(m, row, column);
    default:
      return;
  }
}

template <typename Isa, std::size_t kVectors>
inline void gemm_blocked(const GemmOperands& m) {
  constexpr int kPanel = static_cast<int>(kVectors * Isa::kLanes);
  constexpr std::size_t kRest = kColumnBlock / Isa::kLanes;
  int column = 0;
  for (; column + kPanel <= m.columns; column += kPanel) gemm_panel<Isa, kVectors>(m, column);
  for (; column < m.columns; column += kColumnBlock) gemm_panel<Isa, kRest>(m, column);
}

}  // namespace isomer::kernels

#endif  // SIM_KERNELS_GEMM_TILE_H_
