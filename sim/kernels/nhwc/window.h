// SPDX-License-Identifier: Apache-2.0
//
// Which pixels a window covers, channels last. Internal to the pools.

#ifndef SIM_KERNELS_NHWC_WINDOW_H_
#define SIM_KERNELS_NHWC_WINDOW_H_

#include <algorithm>
#include <cstddef>

#include "sim/kernels/shape.h"

namespace isomer::kernels::nhwc {

// Rows or columns [first, last) of a window.
struct Span {
  int first;
  int last;
};

// Those that lie inside the map, of the window of output row y or column x.
inline Span covered_rows(const Window& w, int y) {
  const int top = y * w.stride_h - w.padding.top;
  return {std::max(0, -top), std::min(w.kernel_h, w.height - top)};
}
inline Span covered_columns(const Window& w, int x) {
  const int left = x * w.stride_w - w.padding.left;
  return {std::max(0, -left), std::min(w.kernel_w, w.width - left)};
}

// The pixel of the image that element (ky, kx) of the window of output (y, x) is.
inline std::size_t pixel_at(const Window& w, int y, int x, int ky, int kx) {
  const int row = y * w.stride_h - w.padding.top + ky;
  const int column = x * w.stride_w - w.padding.left + kx;
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(w.width) +
         static_cast<std::size_t>(column);
}

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_WINDOW_H_
