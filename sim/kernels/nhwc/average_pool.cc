// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <vector>

#include "isa/arithmetic/clones.h"
#include "isa/arithmetic/pool.h"
#include "sim/kernels/nhwc/pool.h"
#include "sim/kernels/nhwc/window.h"

namespace isomer::kernels::nhwc {
namespace {

constexpr std::size_t kFew = 16;  // channels at a time
constexpr std::size_t kMany = 64;

// Adds up `count` channels over the covered pixels.
template <typename Element, typename Sum>
ISOMER_ALWAYS_INLINE void sum_channels(std::size_t count, std::size_t channels, const Window& w,
                                       int y, int x, const Element* image, Sum* sums) {
  const Span rows = covered_rows(w, y);
  const Span columns = covered_columns(w, x);
  Sum total[kMany] = {};
  for (int ky = rows.first; ky < rows.last; ++ky) {
    const Element* in = image + pixel_at(w, y, x, ky, columns.first) * channels;
    for (int kx = columns.first; kx < columns.last; ++kx, in += channels)
      for (std::size_t c = 0; c < count; ++c) total[c] += in[c];
  }
  std::copy_n(total, count, sums);
}

// Sums over the window of output (y, x) of one image; 32 bits hold those of 8-bit integers, of
// which a window has at most 2^16.
template <typename Element, typename Sum>
ISOMER_ALWAYS_INLINE void sum_window(const Window& w, int y, int x, const Element* image,
                                     Sum* sums) {
  const auto channels = static_cast<std::size_t>(w.channels);
  std::size_t c = 0;
  for (; c + kMany <= channels; c += kMany)
    sum_channels(kMany, channels, w, y, x, image + c, sums + c);
  for (; c + kFew <= channels; c += kFew)
    sum_channels(kFew, channels, w, y, x, image + c, sums + c);
  if (c < channels) sum_channels(channels - c, channels, w, y, x, image + c, sums + c);
}

ISOMER_CLONES void sum_u8(const Window& w, int y, int x, const std::uint8_t* image,
                          std::int32_t* sums) {
  sum_window(w, y, x, image, sums);
}
ISOMER_CLONES void sum_s8(const Window& w, int y, int x, const std::int8_t* image,
                          std::int32_t* sums) {
  sum_window(w, y, x, image, sums);
}
ISOMER_CLONES void sum_s32(const Window& w, int y, int x, const std::int32_t* image,
                           std::int64_t* sums) {
  sum_window(w, y, x, image, sums);
}

}  // namespace

void average_pool(const AveragePool& layer, const Window& w, int shift, std::int32_t lo,
                  std::int32_t hi, int images, ConstTensor input, Tensor output) {
  const AverageFactor factor = average_factor(std::int64_t{w.kernel_h} * w.kernel_w);
  const auto channels = static_cast<std::size_t>(w.channels);
  std::vector<std::int32_t> sums(channels);
  std::vector<std::int64_t> wide_sums(channels);
  const auto round = [&](const auto& from, auto* out) {
    for (std::size_t c = 0; c < channels; ++c)
      out[c] = static_cast<std::remove_pointer_t<decltype(out)>>(
          average(from[c], factor, shift, lo, hi, layer.rounding));
  };
  visit(output, [&](auto* out) {
    for (int n = 0; n < images; ++n) {
      const ConstTensor image = from(input, static_cast<std::size_t>(n) * w.in_elements());
      for (int y = 0; y < w.out_height(); ++y) {
        for (int x = 0; x < w.out_width(); ++x, out += channels) {
          if (image.storage == Storage::u8) {
            sum_u8(w, y, x, static_cast<const std::uint8_t*>(image.data), sums.data());
            round(sums, out);
          } else if (image.storage == Storage::s8) {
            sum_s8(w, y, x, static_cast<const std::int8_t*>(image.data), sums.data());
            round(sums, out);
          } else {
            sum_s32(w, y, x, static_cast<const std::int32_t*>(image.data), wide_sums.data());
            round(wide_sums, out);
          }
        }
      }
    }
  });
}

}  // namespace isomer::kernels::nhwc
