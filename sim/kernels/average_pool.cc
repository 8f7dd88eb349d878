// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/average_pool.h"

#include <algorithm>

#include "isa/arithmetic/pool.h"

namespace isomer::kernels {

void average_pool(const Window& w, int images, int shift, const Format& output_format,
                  Rounding rounding, std::span<const std::int32_t> input,
                  std::span<std::int32_t> output) {
  const AverageFactor factor = average_factor(std::int64_t{w.kernel_h} * w.kernel_w);
  const std::int64_t lo = output_format.min();
  const std::int64_t hi = output_format.max();
  const std::int32_t* plane = input.data();
  std::int32_t* out = output.data();
  for (int p = 0; p < images * w.channels; ++p, plane += w.in_pixels()) {
    for (int y = 0; y < w.out_height(); ++y) {
      const int top = y * w.stride_h - w.padding.top;
      for (int x = 0; x < w.out_width(); ++x) {
        const int left = x * w.stride_w - w.padding.left;
        std::int64_t sum = 0;
        for (int iy = std::max(0, top); iy < std::min(w.height, top + w.kernel_h); ++iy) {
          const std::int32_t* row =
              plane + static_cast<std::size_t>(iy) * static_cast<std::size_t>(w.width);
          for (int ix = std::max(0, left); ix < std::min(w.width, left + w.kernel_w); ++ix)
            sum += row[ix];
        }
        *out++ = static_cast<std::int32_t>(average(sum, factor, shift, lo, hi, rounding));
      }
    }
  }
}

}  // namespace isomer::kernels
