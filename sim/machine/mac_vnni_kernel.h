// SPDX-License-Identifier: Apache-2.0
//
// The loop that the instruction sets of mac_vnni.h share. A signed x is taken as x + 128, by its
// sign bit flipped; what that adds, 128 times the sum of a column's weights, is taken out again.

#ifndef SIM_MACHINE_MAC_VNNI_KERNEL_H_
#define SIM_MACHINE_MAC_VNNI_KERNEL_H_

#include <cstring>

#include "sim/machine/mac_vnni.h"

namespace isomer {

// Isa: Vector of kLanes 32-bit lanes; load, store, broadcast, exclusive_or, subtract, and
// dot(sum, x unsigned, w signed).
template <typename Isa, std::size_t kQuads>
inline void multiply_columns(const VnniRun& run, std::size_t column) {
  const auto columns = static_cast<std::size_t>(run.columns);
  const auto flip = Isa::broadcast(run.flip);
  auto flipped = Isa::broadcast(0);
  typename Isa::Vector weights[kQuads];
  for (std::size_t q = 0; q < kQuads; ++q) {
    weights[q] = Isa::load(run.weights + q * columns + column);
    flipped = Isa::dot(flipped, flip, weights[q]);
  }
  for (std::size_t j = 0; j < run.rows; ++j) {
    const std::uint8_t* x = run.x + j * run.row_step;
    auto* acc = reinterpret_cast<std::uint32_t*>(run.acc) + j * run.width * columns + column;
    for (std::size_t n = 0; n < run.count; ++n, x += run.step, acc += columns) {
      auto sum = Isa::subtract(Isa::load(acc), flipped);
      for (std::size_t q = 0; q < kQuads; ++q) {
        std::uint32_t four = 0;
        std::memcpy(&four, x + 4 * q, sizeof four);
        sum = Isa::dot(sum, Isa::exclusive_or(Isa::broadcast(four), flip), weights[q]);
      }
      Isa::store(acc, sum);
    }
  }
}

template <typename Isa>
inline void multiply_all(const VnniRun& run) {
  for (std::size_t c = 0; c < static_cast<std::size_t>(run.columns); c += Isa::kLanes) {
    switch (run.quads) {
      case 1:
        multiply_columns<Isa, 1>(run, c);
        break;
      case 2:
        multiply_columns<Isa, 2>(run, c);
        break;
      case 4:
        multiply_columns<Isa, 4>(run, c);
        break;
      case 8:
        multiply_columns<Isa, 8>(run, c);
        break;
      default:
        multiply_columns<Isa, 16>(run, c);
        break;
    }
  }
}

}  // namespace isomer

#endif  // SIM_MACHINE_MAC_VNNI_KERNEL_H_
