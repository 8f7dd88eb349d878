// SPDX-License-Identifier: Apache-2.0
//
// The product of the window and diagonal mappings.

#ifndef SIM_MACHINE_MAC_DEPTHWISE_H_
#define SIM_MACHINE_MAC_DEPTHWISE_H_

#include <algorithm>
#include <array>
#include <type_traits>
#include <vector>

#include "sim/machine/input_rows.h"
#include "sim/machine/mac_passes.h"
#include "sim/machine/pass_weights.h"
#include "sim/machine/sums.h"

namespace isomer {

// Each column meets its own channel.
template <typename Value>
class DepthwiseProduct {
 public:
  DepthwiseProduct(State& state, const Mac& mac)
      : state_(state),
        mac_(mac),
        decoded_(state, mac),
        channels_(std::min(state.rows(), state.columns())) {}

  bool load(const MacStep& step) {
    const std::size_t first_channel = static_cast<std::size_t>(step.g) * state_.columns();
    column_ = static_cast<std::size_t>(step.i) * state_.rows();  // of the plane's first channel
    element_ = first_channel % state_.rows();
    if (column_ >= state_.columns()) return false;
    const auto& weights = decoded_.load(step.pass);
    const auto row =
        weights.begin() + static_cast<std::ptrdiff_t>(
                              static_cast<std::size_t>(step.row) * state_.columns() + column_);
    weights_.assign(row, row + static_cast<std::ptrdiff_t>(channels_));
    return true;
  }

  void multiply(const InputBlock& block, std::size_t word) {
    using Unsigned = std::make_unsigned_t<Value>;
    std::array<Value, kMaxRows> wide;
    const auto skip = element_ * static_cast<std::size_t>(state_.machine.element_bytes());
    for_each_pixel(mac_, block, [&](const std::uint8_t* x, std::size_t pixel) {
      Value* const sums = sums_of(state_, word + pixel, Value{}) + column_;
      widen(state_, mac_.x_signed != 0, x + skip, channels_, wide.data());
      for (std::size_t c = 0; c < channels_; ++c)
        sums[c] = static_cast<Value>(static_cast<Unsigned>(sums[c]) +
                                     static_cast<Unsigned>(wide[c] * weights_[c]));
      wrap_sums(sums, channels_);
    });
  }

 private:
  State& state_;
  const Mac& mac_;
  PassWeights decoded_;
  const std::size_t channels_;  // of one plane
  std::size_t column_ = 0;
  std::size_t element_ = 0;
  std::vector<Value> weights_;
};

}  // namespace isomer

#endif  // SIM_MACHINE_MAC_DEPTHWISE_H_
