// SPDX-License-Identifier: Apache-2.0
//
// The product of a mac for every shape, width and CPU: vectors of columns.

#ifndef SIM_MACHINE_MAC_LANES_H_
#define SIM_MACHINE_MAC_LANES_H_

#include <algorithm>
#include <array>
#include <cstring>
#include <type_traits>
#include <vector>

#include "sim/machine/input_rows.h"
#include "sim/machine/lanes.h"
#include "sim/machine/mac_passes.h"
#include "sim/machine/pass_weights.h"
#include "sim/machine/sums.h"

namespace isomer {

// sums[c] += sum over r of x[r] * weights[r][c], vectors of columns at a time.
template <typename Value, std::size_t kColumns>
[[gnu::always_inline]] inline void multiply_lanes(const Value* x, const Value* weights,
                                                  std::size_t rows, Value* sums) {
  using Unsigned = std::make_unsigned_t<Value>;
  constexpr std::size_t kWidth = std::min<std::size_t>(kColumns, 32 / sizeof(Value));
  using Vector = Lanes<Unsigned, kWidth>;
  for (std::size_t c = 0; c < kColumns; c += kWidth) {
    Vector sum;
    std::memcpy(&sum, sums + c, sizeof sum);
    for (std::size_t r = 0; r < rows; ++r) {
      Vector weight;
      std::memcpy(&weight, weights + r * kColumns + c, sizeof weight);
      sum += weight * static_cast<Unsigned>(x[r]);
    }
    std::memcpy(sums + c, &sum, sizeof sum);
  }
}

// A block of pixels, their weights and the sums of its first pixel.
template <typename Value>
struct LaneBlock {
  const State& state;
  const Mac& mac;
  const InputBlock& pixels;
  const Value* weights;  // [row][column]
  Value* sums;           // [pixel][column]
};

template <typename Value, std::size_t kColumns>
[[gnu::always_inline]] inline void multiply_pixels(const LaneBlock<Value>& block) {
  const std::size_t rows = block.state.rows();
  const bool is_signed = block.mac.x_signed != 0;
  std::array<Value, kMaxRows> wide;
  for (std::size_t j = 0; j < block.pixels.rows; ++j) {
    const std::uint8_t* x = block.pixels.x + j * block.pixels.row_step;
    Value* sums = block.sums + j * static_cast<std::size_t>(block.mac.out_w) * kColumns;
    for (std::size_t n = 0; n < block.pixels.count; ++n) {
      widen(block.state, is_signed, x, rows, wide.data());
      multiply_lanes<Value, kColumns>(wide.data(), block.weights, rows, sums);
      wrap_sums(sums, kColumns);
      x += block.pixels.step;
      sums += kColumns;
    }
  }
}

template <typename Value>
[[gnu::always_inline]] inline void multiply_block(const LaneBlock<Value>& block) {
  switch (block.state.machine.columns) {
    case 2:
      return multiply_pixels<Value, 2>(block);
    case 4:
      return multiply_pixels<Value, 4>(block);
    case 8:
      return multiply_pixels<Value, 8>(block);
    case 16:
      return multiply_pixels<Value, 16>(block);
    case 32:
      return multiply_pixels<Value, 32>(block);
    default:
      return multiply_pixels<Value, 64>(block);
  }
}

template <typename Value>
[[gnu::target("avx2")]] void multiply_block_avx2(const LaneBlock<Value>& block) {
  multiply_block(block);
}
template <typename Value>
void multiply_block_baseline(const LaneBlock<Value>& block) {
  multiply_block(block);
}

template <typename Value>
class LaneProduct {
 public:
  LaneProduct(State& state, const Mac& mac) : state_(state), mac_(mac), decoded_(state, mac) {}

  bool load(const MacStep& step) {
    const auto& weights = decoded_.load(step.pass);
    weights_.assign(weights.begin(), weights.end());
    return true;
  }

  void multiply(const InputBlock& block, std::size_t word) {
    static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
    const LaneBlock<Value> lanes{state_, mac_, block, weights_.data(),
                                 sums_of(state_, word, Value{})};
    has_avx2 ? multiply_block_avx2(lanes) : multiply_block_baseline(lanes);
  }

 private:
  State& state_;
  const Mac& mac_;
  PassWeights decoded_;
  std::vector<Value> weights_;
};

}  // namespace isomer

#endif  // SIM_MACHINE_MAC_LANES_H_
