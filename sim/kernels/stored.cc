// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/stored.h"

#include <algorithm>
#include <array>

#include "isa/arithmetic/elementwise.h"

namespace isomer::kernels {

void add(const Add& layer, std::span<const std::int32_t> a, std::span<const std::int32_t> b,
         std::span<std::int32_t> y) {
  for (std::size_t i = 0; i < y.size(); ++i)
    y[i] = static_cast<std::int32_t>(
        isomer::add(a[i], b[i], layer.stage, layer.lo, layer.hi, layer.rounding));
}

void multiply(const Multiply& layer, std::span<const std::int32_t> a,
              std::span<const std::int32_t> b, std::span<std::int32_t> y) {
  for (std::size_t i = 0; i < y.size(); ++i)
    y[i] = static_cast<std::int32_t>(
        isomer::multiply(a[i], b[i], layer.shift, layer.lo, layer.hi, layer.rounding));
}

void rescale(const Rescale& layer, int shift, std::span<const std::int32_t> x,
             std::span<std::int32_t> y) {
  for (std::size_t i = 0; i < y.size(); ++i)
    y[i] =
        static_cast<std::int32_t>(isomer::rescale(x[i], shift, layer.lo, layer.hi, layer.rounding));
}

void lookup(const Lookup& layer, bool output_is_signed, std::span<const std::int32_t> x,
            std::span<std::int32_t> y) {
  std::array<std::int32_t, 256> values{};
  for (std::size_t pattern = 0; pattern < values.size(); ++pattern)
    values[pattern] = static_cast<std::int32_t>(
        isomer::lookup(layer.table, static_cast<std::int64_t>(pattern), output_is_signed));
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = values[static_cast<std::uint8_t>(x[i])];
}

void concat_part(const Concat& layer, const TensorInfo& x_info, const TensorInfo& y_info,
                 std::int64_t first, std::span<const std::int32_t> x, std::span<std::int32_t> y) {
  const Rescale step{.rounding = layer.rounding,
                     .lo = static_cast<std::int32_t>(y_info.format.min()),
                     .hi = static_cast<std::int32_t>(y_info.format.max())};
  const int shift = y_info.format.exponent - x_info.format.exponent;
  const auto x_size = static_cast<std::size_t>(x_info.elements());
  const auto y_size = static_cast<std::size_t>(y_info.elements());
  auto begin = static_cast<std::size_t>(first);
  for (; !x.empty(); x = x.subspan(x_size), begin += y_size)
    rescale(step, shift, x.first(x_size), y.subspan(begin, x_size));
}

void crop(const Crop& layer, const TensorInfo& x_info, const TensorInfo& y_info,
          std::span<const std::int32_t> x, std::span<std::int32_t> y) {
  const auto pitch = static_cast<std::size_t>(x_info.width);
  const auto plane = pitch * static_cast<std::size_t>(x_info.height);
  const auto width = static_cast<std::size_t>(y_info.width);
  const std::size_t first =
      static_cast<std::size_t>(layer.top) * pitch + static_cast<std::size_t>(layer.left);
  std::int32_t* out = y.data();
  for (std::size_t origin = first; origin < x.size(); origin += plane)
    for (int row = 0; row < y_info.height; ++row, out += width)
      std::copy_n(x.data() + origin + static_cast<std::size_t>(row) * pitch, width, out);
}

}  // namespace isomer::kernels
