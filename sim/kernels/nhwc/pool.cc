// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/pool.h"

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <vector>

#include "isa/arithmetic/pool.h"

namespace isomer::kernels::nhwc {
namespace {

// Calls visit(position of the element in its window, its pixel in the image) for what the window
// of output (y, x) covers of the input, row by row.
template <typename Visit>
void for_each_covered(const Window& w, int y, int x, Visit&& visit) {
  const int top = y * w.stride_h - w.padding.top;
  const int left = x * w.stride_w - w.padding.left;
  for (int ky = std::max(0, -top); ky < std::min(w.kernel_h, w.height - top); ++ky)
    for (int kx = std::max(0, -left); kx < std::min(w.kernel_w, w.width - left); ++kx)
      visit(static_cast<std::uint16_t>(ky * w.kernel_w + kx),
            static_cast<std::size_t>(top + ky) * static_cast<std::size_t>(w.width) +
                static_cast<std::size_t>(left + kx));
}

template <typename Element>
void take_first(std::size_t channels, std::uint16_t position, const Element* in, Element* out,
                std::uint16_t* argmax) {
  std::copy_n(in, channels, out);
  if (argmax != nullptr) std::fill_n(argmax, channels, position);
}

template <typename Element>
void take_larger(std::size_t channels, std::uint16_t position, const Element* in, Element* out,
                 std::uint16_t* argmax) {
  if (argmax == nullptr) {
    for (std::size_t c = 0; c < channels; ++c) out[c] = in[c] > out[c] ? in[c] : out[c];
    return;
  }
  for (std::size_t c = 0; c < channels; ++c) {
    const bool takes = in[c] > out[c];
    out[c] = takes ? in[c] : out[c];
    argmax[c] = takes ? position : argmax[c];
  }
}

template <typename Element>
void pool(const Window& w, int images, const Element* input, Element* output,
          std::uint16_t* argmax) {
  const auto channels = static_cast<std::size_t>(w.channels);
  for (int n = 0; n < images; ++n, input += w.in_elements()) {
    for (int y = 0; y < w.out_height(); ++y) {
      for (int x = 0; x < w.out_width(); ++x, output += channels) {
        bool is_first = true;
        for_each_covered(w, y, x, [&](std::uint16_t position, std::size_t pixel) {
          (is_first ? take_first<Element> : take_larger<Element>)(channels, position,
                                                                  input + pixel * channels, output,
                                                                  argmax);
          is_first = false;
        });
        if (argmax != nullptr) argmax += channels;
      }
    }
  }
}

}  // namespace

void max_pool(const Window& window, int images, ConstTensor input, Tensor output,
              std::span<std::uint16_t> argmax) {
  visit(output, [&](auto* out) {
    using Element = std::remove_pointer_t<decltype(out)>;
    pool(window, images, static_cast<const Element*>(input.data), out,
         argmax.empty() ? nullptr : argmax.data());
  });
}

void max_pool(const Window& window, int images, const float* input, float* output,
              std::span<std::uint16_t> argmax) {
  pool(window, images, input, output, argmax.empty() ? nullptr : argmax.data());
}

void average_pool(const AveragePool& layer, const Window& w, int shift, std::int32_t lo,
                  std::int32_t hi, int images, ConstTensor input, Tensor output) {
  const AverageFactor factor = average_factor(std::int64_t{w.kernel_h} * w.kernel_w);
  const auto channels = static_cast<std::size_t>(w.channels);
  std::vector<std::int64_t> sums(channels);
  visit(input, [&](auto* in) {
    visit(output, [&](auto* out) {
      for (int n = 0; n < images; ++n, in += w.in_elements()) {
        for (int y = 0; y < w.out_height(); ++y) {
          for (int x = 0; x < w.out_width(); ++x, out += channels) {
            std::fill(sums.begin(), sums.end(), 0);
            for_each_covered(w, y, x, [&](std::uint16_t, std::size_t pixel) {
              for (std::size_t c = 0; c < channels; ++c) sums[c] += in[pixel * channels + c];
            });
            for (std::size_t c = 0; c < channels; ++c)
              out[c] = static_cast<std::remove_pointer_t<decltype(out)>>(
                  average(sums[c], factor, shift, lo, hi, layer.rounding));
          }
        }
      }
    });
  });
}

}  // namespace isomer::kernels::nhwc
