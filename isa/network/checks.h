// SPDX-License-Identifier: Apache-2.0
//
// What validate() is made of: one check per operation, and the words of a refusal.

#ifndef ISA_NETWORK_CHECKS_H_
#define ISA_NETWORK_CHECKS_H_

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "isa/container/error.h"
#include "isa/network/network.h"

namespace isomer {

// Bounds that keep every product of sizes far inside 64 bits.
inline constexpr int kMaxSize = 1 << 16;
inline constexpr std::int64_t kMaxElements = std::int64_t{1} << 28;
inline constexpr int kMaxStoredBits = 16;  // activations, weights and biases of any machine
inline constexpr int kMaxAccumulatorBits = 48;

// Throws Error "<what> '<name>': <text>".
template <typename... Args>
[[noreturn]] void refuse(std::string_view what, const std::string& name,
                         fmt::format_string<Args...> text, Args&&... args) {
  throw Error(
      fmt::format("{} '{}': {}", what, name, fmt::format(text, std::forward<Args>(args)...)));
}

// A layer with its tensors, which exist.
struct LayerView {
  const Network& network;
  const Layer& layer;
  const TensorInfo& output;

  const TensorInfo& input(std::size_t number = 0) const {
    return network.tensors[static_cast<std::size_t>(layer.inputs[number])];
  }
};

void check(const LayerView& view, const Convolution& op);
void check(const LayerView& view, const MaxPool& op);
void check(const LayerView& view, const AveragePool& op);
void check(const LayerView& view, const Add& op);
void check(const LayerView& view, const Multiply& op);
void check(const LayerView& view, const Rescale& op);
void check(const LayerView& view, const Concat& op);
void check(const LayerView& view, const Lookup& op);
void check(const LayerView& view, const Crop& op);

// min <= value <= max, or a refusal that says so.
void check_range(const LayerView& view, const char* what, std::int64_t value, std::int64_t min,
                 std::int64_t max);

void check_input_count(const LayerView& view, std::size_t count);

// The shift of a stage has to be what the exponents on both of its sides say.
void check_exponent(const LayerView& view, int exponent);
void check_same_shape(const TensorInfo& a, const TensorInfo& b, const LayerView& view);
void check_bounds(const LayerView& view, std::int64_t lo, std::int64_t hi);
void check_residual(const LayerView& view, const ResidualStage& stage, int a, int b);
void check_rounding(const LayerView& view, Rounding rounding);

// A sliding window: sizes in range, and the output's height and width.
struct WindowView {
  int kernel_h, kernel_w, stride_h, stride_w;
  const Padding& padding;
};
template <typename Op>
WindowView window_of(const Op& op) {
  return {op.kernel_h, op.kernel_w, op.stride_h, op.stride_w, op.padding};
}
void check_window(const LayerView& view, const WindowView& window);

}  // namespace isomer

#endif  // ISA_NETWORK_CHECKS_H_
