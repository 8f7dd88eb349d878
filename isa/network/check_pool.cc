// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/pool.h"
#include "isa/network/checks.h"

namespace isomer {
namespace {

void check_channels(const LayerView& view) {
  if (view.output.channels != view.input().channels)
    refuse("layer", view.layer.name, "'{}' has {} channels, '{}' has {}", view.input().name,
           view.input().channels, view.output.name, view.output.channels);
}

// Whether some window of one axis meets only padding.
bool has_empty_window(int inputs, int outputs, int kernel, int stride, int padding) {
  for (int o = 0; o < outputs; ++o) {
    const int first = o * stride - padding;
    if (first + kernel <= 0 || first >= inputs) return true;
  }
  return false;
}

}  // namespace

void check(const LayerView& view, const MaxPool& op) {
  check_input_count(view, 1);
  check_window(view, window_of(op));
  check_channels(view);
  const TensorInfo& input = view.input();
  const TensorInfo& output = view.output;
  if (output.format != input.format)
    refuse("layer", view.layer.name, "the formats of '{}' and '{}' differ", input.name,
           output.name);
  if (has_empty_window(input.height, output.height, op.kernel_h, op.stride_h, op.padding.top) ||
      has_empty_window(input.width, output.width, op.kernel_w, op.stride_w, op.padding.left))
    refuse("layer", view.layer.name,
           "a window holds nothing but padding; pad less than the kernel");
}

void check(const LayerView& view, const AveragePool& op) {
  check_input_count(view, 1);
  check_window(view, window_of(op));
  check_channels(view);
  check_rounding(view, op.rounding);
  const std::int64_t elements = std::int64_t{op.kernel_h} * op.kernel_w;
  check_range(view, "the window's number of elements", elements, 1, kMaxPoolWindow);
  const int shift = view.output.format.exponent - view.input().format.exponent;
  check_range(view, "the average's shift", shift + average_factor(elements).shift, kMinExponent,
              kMaxExponent);
}

}  // namespace isomer
