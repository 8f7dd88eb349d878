// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/pack.h"

#include <algorithm>
#include <type_traits>

namespace isomer::kernels {
namespace {

std::size_t padded_width(const Window& w) {
  return static_cast<std::size_t>(w.width + w.padding.left + w.padding.right);
}

std::size_t padded_height(const Window& w) {
  return static_cast<std::size_t>(w.height + w.padding.top + w.padding.bottom);
}

// One word: the operands at `taps`, seen from `origin`, the first in the low bits.
template <typename Element>
std::uint32_t word_at(const Element* origin, const std::size_t* taps) {
  using Bits = std::make_unsigned_t<Element>;
  if constexpr (sizeof(Element) == 1) {
    return static_cast<std::uint32_t>(static_cast<Bits>(origin[taps[0]])) |
           static_cast<std::uint32_t>(static_cast<Bits>(origin[taps[1]])) << 8 |
           static_cast<std::uint32_t>(static_cast<Bits>(origin[taps[2]])) << 16 |
           static_cast<std::uint32_t>(static_cast<Bits>(origin[taps[3]])) << 24;
  } else {
    return static_cast<std::uint32_t>(static_cast<Bits>(origin[taps[0]])) |
           static_cast<std::uint32_t>(static_cast<Bits>(origin[taps[1]])) << 16;
  }
}

}  // namespace

std::vector<std::size_t> tap_offsets(const Window& window, std::size_t group) {
  std::vector<std::size_t> taps;
  const std::size_t row = padded_width(window);
  const std::size_t plane = row * padded_height(window);
  for (int c = 0; c < window.channels; ++c) {
    for (int ky = 0; ky < window.kernel_h; ++ky) {
      for (int kx = 0; kx < window.kernel_w; ++kx) {
        taps.push_back(static_cast<std::size_t>(c) * plane + static_cast<std::size_t>(ky) * row +
                       static_cast<std::size_t>(kx));
      }
    }
  }
  taps.resize((taps.size() + group - 1) / group * group, 0);
  return taps;
}

template <typename Element>
void pad_image(const Window& window, const std::int32_t* image, std::int32_t offset,
               std::vector<Element>& padded) {
  const std::size_t row = padded_width(window);
  const std::size_t plane = row * padded_height(window);
  padded.assign(static_cast<std::size_t>(window.channels) * plane, static_cast<Element>(offset));
  const auto width = static_cast<std::size_t>(window.width);
  for (int c = 0; c < window.channels; ++c) {
    for (int y = 0; y < window.height; ++y, image += width) {
      Element* out = padded.data() + static_cast<std::size_t>(c) * plane +
                     static_cast<std::size_t>(y + window.padding.top) * row +
                     static_cast<std::size_t>(window.padding.left);
      for (std::size_t x = 0; x < width; ++x) out[x] = static_cast<Element>(image[x] + offset);
    }
  }
}

template <typename Element>
void pack_image(const Window& window, std::span<const std::size_t> taps,
                const std::vector<Element>& padded, std::size_t columns, std::uint32_t* words) {
  constexpr std::size_t kGroup = 4 / sizeof(Element);
  const std::size_t row = padded_width(window) * static_cast<std::size_t>(window.stride_h);
  const auto stride = static_cast<std::size_t>(window.stride_w);
  const auto out_width = static_cast<std::size_t>(window.out_width());
  const auto out_height = static_cast<std::size_t>(window.out_height());
  for (std::size_t k = 0; k < taps.size(); k += kGroup, words += columns) {
    const std::size_t* group = taps.data() + k;
    std::uint32_t* out = words;
    for (std::size_t y = 0; y < out_height; ++y, out += out_width) {
      const Element* origin = padded.data() + y * row;
      if (stride == 1) {  // contiguous: vectorised by the compiler
        for (std::size_t x = 0; x < out_width; ++x) out[x] = word_at(origin + x, group);
      } else {
        for (std::size_t x = 0; x < out_width; ++x) out[x] = word_at(origin + x * stride, group);
      }
    }
  }
}

template <typename Element>
std::vector<std::uint32_t> pack_weights(std::span<const std::int16_t> weights, std::size_t rows,
                                        std::size_t reduction) {
  constexpr std::size_t kGroup = 4 / sizeof(Element);
  constexpr std::size_t kBits = 8 * sizeof(Element);
  const std::size_t words = (reduction + kGroup - 1) / kGroup;
  std::vector<std::uint32_t> packed(rows * words, 0);
  for (std::size_t o = 0; o < rows; ++o) {
    for (std::size_t k = 0; k < reduction; ++k) {
      const auto bits = static_cast<std::make_unsigned_t<Element>>(weights[o * reduction + k]);
      packed[o * words + k / kGroup] |= static_cast<std::uint32_t>(bits) << (k % kGroup * kBits);
    }
  }
  return packed;
}

template void pad_image(const Window&, const std::int32_t*, std::int32_t,
                        std::vector<std::uint8_t>&);
template void pad_image(const Window&, const std::int32_t*, std::int32_t,
                        std::vector<std::int16_t>&);
template void pad_image(const Window&, const std::int32_t*, std::int32_t,
                        std::vector<std::int32_t>&);
template void pack_image(const Window&, std::span<const std::size_t>,
                         const std::vector<std::uint8_t>&, std::size_t, std::uint32_t*);
template void pack_image(const Window&, std::span<const std::size_t>,
                         const std::vector<std::int16_t>&, std::size_t, std::uint32_t*);
template std::vector<std::uint32_t> pack_weights<std::uint8_t>(std::span<const std::int16_t>,
                                                               std::size_t, std::size_t);
template std::vector<std::uint32_t> pack_weights<std::int16_t>(std::span<const std::int16_t>,
                                                               std::size_t, std::size_t);

}  // namespace isomer::kernels
