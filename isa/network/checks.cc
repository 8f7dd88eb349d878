// SPDX-License-Identifier: Apache-2.0

#include "isa/network/checks.h"

namespace isomer {

void check_range(const LayerView& view, const char* what, std::int64_t value, std::int64_t min,
                 std::int64_t max) {
  if (value < min || value > max)
    refuse("layer", view.layer.name, "{} = {} is outside {} to {}", what, value, min, max);
}

void check_input_count(const LayerView& view, std::size_t count) {
  if (view.layer.inputs.size() != count)
    refuse("layer", view.layer.name, "{} inputs instead of {}", view.layer.inputs.size(), count);
}

void check_exponent(const LayerView& view, int exponent) {
  if (view.output.format.exponent != exponent)
    refuse("layer", view.layer.name, "its output '{}' has the exponent {}, its shifts give {}",
           view.output.name, view.output.format.exponent, exponent);
}

void check_same_shape(const TensorInfo& a, const TensorInfo& b, const LayerView& view) {
  if (a.channels != b.channels || a.height != b.height || a.width != b.width)
    refuse("layer", view.layer.name, "'{}' is {} x {} x {}, '{}' is {} x {} x {}", a.name,
           a.channels, a.height, a.width, b.name, b.channels, b.height, b.width);
}

void check_bounds(const LayerView& view, std::int64_t lo, std::int64_t hi) {
  const Format& format = view.output.format;
  if (lo > hi || lo < format.min() || hi > format.max())
    refuse("layer", view.layer.name, "the bounds {} to {} are no range inside '{}' ({} to {})", lo,
           hi, view.output.name, format.min(), format.max());
}

void check_residual(const LayerView& view, const ResidualStage& stage, int a, int b) {
  check_range(view, "e1", stage.e1, 0, kMaxResidualShift);
  check_range(view, "e2", stage.e2, 0, kMaxResidualShift);
  check_range(view, "s3", stage.s3, kMinExponent, kMaxExponent);
  if (stage.e1 != 0 && stage.e2 != 0)
    refuse("layer", view.layer.name, "e1 = {} and e2 = {}; one of them must be zero", stage.e1,
           stage.e2);
  if (a - stage.e1 != b - stage.e2)
    refuse("layer", view.layer.name,
           "the exponents {} and {} of the sum differ after the left shifts e1 = {}, e2 = {}", a, b,
           stage.e1, stage.e2);
}

void check_rounding(const LayerView& view, Rounding rounding) {
  check_range(view, "rounding", static_cast<int>(rounding), 0, 3);
}

void check_window(const LayerView& view, const WindowView& window) {
  check_range(view, "kernel_h", window.kernel_h, 1, kMaxSize);
  check_range(view, "kernel_w", window.kernel_w, 1, kMaxSize);
  check_range(view, "stride_h", window.stride_h, 1, kMaxSize);
  check_range(view, "stride_w", window.stride_w, 1, kMaxSize);
  check_range(view, "padding.top", window.padding.top, 0, kMaxSize);
  check_range(view, "padding.left", window.padding.left, 0, kMaxSize);
  check_range(view, "padding.bottom", window.padding.bottom, 0, kMaxSize);
  check_range(view, "padding.right", window.padding.right, 0, kMaxSize);
  const TensorInfo& input = view.input();
  const int room_h = input.height + window.padding.top + window.padding.bottom - window.kernel_h;
  const int room_w = input.width + window.padding.left + window.padding.right - window.kernel_w;
  if (room_h < 0 || room_w < 0)
    refuse("layer", view.layer.name, "the kernel {} x {} is larger than the padded input '{}'",
           window.kernel_h, window.kernel_w, input.name);
  const int height = room_h / window.stride_h + 1;
  const int width = room_w / window.stride_w + 1;
  if (view.output.height != height || view.output.width != width)
    refuse("layer", view.layer.name, "its output '{}' is {} x {}, the window gives {} x {}",
           view.output.name, view.output.height, view.output.width, height, width);
}

}  // namespace isomer
