// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/max_pool.h"

#include <algorithm>
#include <cstddef>

namespace isomer::kernels {
namespace {

// Outputs [first, last) of one dimension whose element number k of the window is inside the input.
struct Range {
  int first;
  int last;
};

Range outputs_inside(int size, int pad, int stride, int k, int outputs) {
  const int first = std::max(0, (pad - k + stride - 1) / stride);
  const int last = (size - 1 + pad - k) < 0 ? 0 : (size - 1 + pad - k) / stride + 1;
  return {first, std::min(last, outputs)};
}

// One plane, row by row; `kArgmax` says whether positions are wanted.
template <typename Element, bool kArgmax>
void pool_plane(const Window& w, const Element* in, Element* out, std::int32_t* argmax) {
  const int out_width = w.out_width();
  for (int y = 0; y < w.out_height(); ++y, out += out_width) {
    bool is_first_row = true;
    for (int ky = 0; ky < w.kernel_h; ++ky) {
      const int row = y * w.stride_h + ky - w.padding.top;
      if (row < 0 || row >= w.height) continue;
      for (int kx = 0; kx < w.kernel_w; ++kx) {
        const Range range = outputs_inside(w.width, w.padding.left, w.stride_w, kx, out_width);
        const int begin = row * w.width + kx - w.padding.left;
        for (int x = range.first; x < range.last; ++x) {
          const int position = begin + x * w.stride_w;
          const Element element = in[position];
          // The window's first element inside: kx is 0, or the one left of it is padding.
          const bool is_first =
              is_first_row && (kx == 0 || x * w.stride_w + kx - w.padding.left == 0);
          const bool takes = is_first || element > out[x];
          out[x] = takes ? element : out[x];
          if constexpr (kArgmax) argmax[x] = takes ? position : argmax[x];
        }
      }
      is_first_row = false;
    }
    if constexpr (kArgmax) argmax += out_width;
  }
}

// The common case, 2 x 2 windows side by side.
template <typename Element, bool kArgmax>
void pool_plane_2x2(const Window& w, const Element* in, Element* out, std::int32_t* argmax) {
  const int out_width = w.out_width();
  for (int y = 0; y < w.out_height(); ++y) {
    const int top = 2 * y * w.width;
    for (int x = 0; x < out_width; ++x) {
      int best = top + 2 * x;
      Element largest = in[best];
      for (const int position : {best + 1, best + w.width, best + w.width + 1}) {
        const bool takes = in[position] > largest;
        largest = takes ? in[position] : largest;
        best = takes ? position : best;
      }
      *out++ = largest;
      if constexpr (kArgmax) *argmax++ = best;
    }
  }
}

bool is_2x2(const Window& w) {
  const Padding& p = w.padding;
  return w.kernel_h == 2 && w.kernel_w == 2 && w.stride_h == 2 && w.stride_w == 2 &&
         p.top + p.left + p.bottom + p.right == 0;
}

}  // namespace

template <typename Element>
void max_pool_reference(const Window& w, int images, std::span<const Element> input,
                        std::span<Element> output, std::span<std::int32_t> argmax) {
  std::size_t out = 0;
  for (int plane = 0; plane < images * w.channels; ++plane) {
    const auto in = input.subspan(static_cast<std::size_t>(plane) * w.in_pixels());
    for (int y = 0; y < w.out_height(); ++y) {
      for (int x = 0; x < w.out_width(); ++x, ++out) {
        int best = -1;
        for (int ky = 0; ky < w.kernel_h; ++ky) {
          for (int kx = 0; kx < w.kernel_w; ++kx) {
            const int row = y * w.stride_h + ky - w.padding.top;
            const int column = x * w.stride_w + kx - w.padding.left;
            if (row < 0 || row >= w.height || column < 0 || column >= w.width) continue;
            const int position = row * w.width + column;
            if (best < 0 ||
                in[static_cast<std::size_t>(position)] > in[static_cast<std::size_t>(best)]) {
              best = position;
            }
          }
        }
        output[out] = in[static_cast<std::size_t>(best)];
        if (!argmax.empty()) argmax[out] = best;
      }
    }
  }
}

template <typename Element>
void max_pool(const Window& w, int images, std::span<const Element> input,
              std::span<Element> output, std::span<std::int32_t> argmax) {
  const bool simple = is_2x2(w);
  for (int plane = 0; plane < images * w.channels; ++plane) {
    const Element* in = input.data() + static_cast<std::size_t>(plane) * w.in_pixels();
    const std::size_t first = static_cast<std::size_t>(plane) * w.out_pixels();
    if (argmax.empty()) {
      (simple ? pool_plane_2x2<Element, false>
              : pool_plane<Element, false>)(w, in, output.data() + first, nullptr);
    } else {
      (simple ? pool_plane_2x2<Element, true>
              : pool_plane<Element, true>)(w, in, output.data() + first, argmax.data() + first);
    }
  }
}

template void max_pool_reference(const Window&, int, std::span<const std::int32_t>,
                                 std::span<std::int32_t>, std::span<std::int32_t>);
template void max_pool(const Window&, int, std::span<const std::int32_t>, std::span<std::int32_t>,
                       std::span<std::int32_t>);
template void max_pool_reference(const Window&, int, std::span<const float>, std::span<float>,
                                 std::span<std::int32_t>);
template void max_pool(const Window&, int, std::span<const float>, std::span<float>,
                       std::span<std::int32_t>);

}  // namespace isomer::kernels
