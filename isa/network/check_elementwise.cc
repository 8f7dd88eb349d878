// SPDX-License-Identifier: Apache-2.0

#include "isa/network/checks.h"

namespace isomer {
namespace {

// The shift from one stored tensor to another.
void check_rescale(const LayerView& view, const TensorInfo& input) {
  check_range(view, "the shift", view.output.format.exponent - input.format.exponent, kMinExponent,
              kMaxExponent);
}

}  // namespace

void check(const LayerView& view, const Add& op) {
  check_input_count(view, 2);
  check_rounding(view, op.rounding);
  check_same_shape(view.input(0), view.output, view);
  check_same_shape(view.input(1), view.output, view);
  const int a = view.input(0).format.exponent;
  check_residual(view, op.stage, a, view.input(1).format.exponent);
  check_exponent(view, a - op.stage.e1 + op.stage.s3);
  check_bounds(view, op.lo, op.hi);
}

void check(const LayerView& view, const Multiply& op) {
  check_input_count(view, 2);
  check_rounding(view, op.rounding);
  check_same_shape(view.input(0), view.output, view);
  check_same_shape(view.input(1), view.output, view);
  check_range(view, "shift", op.shift, kMinExponent, kMaxExponent);
  check_exponent(view, view.input(0).format.exponent + view.input(1).format.exponent + op.shift);
  check_bounds(view, op.lo, op.hi);
}

void check(const LayerView& view, const Rescale& op) {
  check_input_count(view, 1);
  check_rounding(view, op.rounding);
  check_same_shape(view.input(), view.output, view);
  check_rescale(view, view.input());
  check_bounds(view, op.lo, op.hi);
}

void check(const LayerView& view, const Concat& op) {
  check_rounding(view, op.rounding);
  std::int64_t channels = 0;
  for (std::size_t i = 0; i < view.layer.inputs.size(); ++i) {
    const TensorInfo& input = view.input(i);
    if (input.height != view.output.height || input.width != view.output.width)
      refuse("layer", view.layer.name, "'{}' is {} x {}, '{}' is {} x {}", input.name, input.height,
             input.width, view.output.name, view.output.height, view.output.width);
    check_rescale(view, input);
    channels += input.channels;
  }
  if (channels != view.output.channels)
    refuse("layer", view.layer.name, "its inputs have {} channels, its output '{}' has {}",
           channels, view.output.name, view.output.channels);
}

void check(const LayerView& view, const Lookup& op) {
  check_input_count(view, 1);
  check_same_shape(view.input(), view.output, view);
  const Format& x = view.input().format;
  const Format& y = view.output.format;
  if (x.bits > 8)
    refuse("layer", view.layer.name, "its input '{}' has {} bits, a table takes 8; rescale it",
           view.input().name, x.bits);
  for (std::int64_t d = x.min(); d <= x.max(); ++d) {
    const std::int64_t value = lookup(op.table, d, y.is_signed);
    if (value < y.min() || value > y.max())
      refuse("layer", view.layer.name, "its table has {} for {}, outside {} to {} of '{}'", value,
             d, y.min(), y.max(), view.output.name);
  }
}

void check(const LayerView& view, const Crop& op) {
  check_input_count(view, 1);
  const TensorInfo& input = view.input();
  const TensorInfo& output = view.output;
  if (output.channels != input.channels || output.format != input.format)
    refuse("layer", view.layer.name, "channels or format of '{}' and '{}' differ", input.name,
           output.name);
  check_range(view, "top", op.top, 0, input.height - output.height);
  check_range(view, "left", op.left, 0, input.width - output.width);
}

}  // namespace isomer
