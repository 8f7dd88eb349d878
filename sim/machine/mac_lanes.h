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

template <typename Value>
[[gnu::always_inline]] inline void multiply_columns(std::size_t columns, const Value* x,
                                                    const Value* weights, std::size_t rows,
                                                    Value* sums) {
  switch (columns) {
    case 2:
      return multiply_lanes<Value, 2>(x, weights, rows, sums);
    case 4:
      return multiply_lanes<Value, 4>(x, weights, rows, sums);
    case 8:
      return multiply_lanes<Value, 8>(x, weights, rows, sums);
    case 16:
      return multiply_lanes<Value, 16>(x, weights, rows, sums);
    case 32:
      return multiply_lanes<Value, 32>(x, weights, rows, sums);
    default:
      return multiply_lanes<Value, 64>(x, weights, rows, sums);
  }
}

template <typename Value>
using MultiplyColumns = void (*)(std::size_t, const Value*, const Value*, std::size_t, Value*);

template <typename Value>
[[gnu::target("avx2")]] void multiply_avx2(std::size_t columns, const Value* x,
                                           const Value* weights, std::size_t rows, Value* sums) {
  multiply_columns(columns, x, weights, rows, sums);
}
template <typename Value>
void multiply_baseline(std::size_t columns, const Value* x, const Value* weights, std::size_t rows,
                       Value* sums) {
  multiply_columns(columns, x, weights, rows, sums);
}

template <typename Value>
class LaneProduct {
 public:
  LaneProduct(State& state, const Mac& mac) : state_(state), mac_(mac), decoded_(state, mac) {
    static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
    multiply_ = has_avx2 ? multiply_avx2<Value> : multiply_baseline<Value>;
  }

  bool load(const MacStep& step) {
    const auto& weights = decoded_.load(step.pass);
    weights_.assign(weights.begin(), weights.end());
    return true;
  }

  void multiply(const InputBlock& block, std::size_t word) {
    std::array<Value, kMaxRows> wide;
    for_each_pixel(mac_, block, [&](const std::uint8_t* x, std::size_t pixel) {
      Value* const sums = sums_of(state_, word + pixel, Value{});
      widen(state_, mac_.x_signed != 0, x, state_.rows(), wide.data());
      multiply_(state_.columns(), wide.data(), weights_.data(), state_.rows(), sums);
      wrap_sums(sums, state_.columns());
    });
  }

 private:
  State& state_;
  const Mac& mac_;
  PassWeights decoded_;
  MultiplyColumns<Value> multiply_;
  std::vector<Value> weights_;
};

}  // namespace isomer

#endif  // SIM_MACHINE_MAC_LANES_H_
