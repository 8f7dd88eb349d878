// SPDX-License-Identifier: Apache-2.0
//
// The product in plain C++, for every CPU.

#include <algorithm>
#include <cstddef>

#include "sim/kernels/gemm_paths.h"

namespace isomer::kernels {
namespace {

std::int32_t low_half(std::uint32_t word) { return static_cast<std::int16_t>(word); }
std::int32_t high_half(std::uint32_t word) { return static_cast<std::int16_t>(word >> 16); }

}  // namespace

void gemm_halves_portable(const GemmOperands& m) {
  const auto columns = static_cast<std::size_t>(m.columns);
  for (int row = 0; row < m.rows; ++row) {
    const std::uint32_t* a = m.a + static_cast<std::ptrdiff_t>(row) * m.words;
    std::uint32_t* c = m.c + static_cast<std::size_t>(row) * columns;
    std::fill(c, c + columns, 0U);
    for (int k = 0; k < m.words; ++k) {
      const std::uint32_t* b = m.b + static_cast<std::size_t>(k) * columns;
      const std::int32_t low = low_half(a[k]);
      const std::int32_t high = high_half(a[k]);
      for (std::size_t j = 0; j < columns; ++j) {
        c[j] += static_cast<std::uint32_t>(low * low_half(b[j])) +
                static_cast<std::uint32_t>(high * high_half(b[j]));
      }
    }
  }
}

}  // namespace isomer::kernels
