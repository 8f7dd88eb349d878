// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/transpose.h"

#include <type_traits>

#include "isa/arithmetic/clones.h"

namespace isomer::kernels::nhwc {
namespace {

// One image; `rows` and `columns` are those of `from`.
template <typename To, typename From>
ISOMER_ALWAYS_INLINE void transpose(std::size_t rows, std::size_t columns,
                                    const From* __restrict from, To* __restrict to) {
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c)
      to[c * rows + r] = static_cast<To>(from[r * columns + c]);
}

// The channels of pictures: their number known, the loop over pixels is one of whole vectors.
template <std::size_t kChannels, typename To>
ISOMER_ALWAYS_INLINE void interleave(std::size_t pixels, const std::int32_t* __restrict from,
                                     To* __restrict to) {
  for (std::size_t p = 0; p < pixels; ++p)
    for (std::size_t c = 0; c < kChannels; ++c)
      to[p * kChannels + c] = static_cast<To>(from[c * pixels + p]);
}

template <typename To>
ISOMER_ALWAYS_INLINE void last(std::size_t channels, std::size_t pixels, const std::int32_t* from,
                               To* to) {
  if (channels == 1) return interleave<1>(pixels, from, to);
  if (channels == 3) return interleave<3>(pixels, from, to);
  transpose(channels, pixels, from, to);
}

ISOMER_CLONES void last_u8(std::size_t channels, std::size_t pixels, const std::int32_t* from,
                           std::uint8_t* to) {
  last(channels, pixels, from, to);
}
ISOMER_CLONES void last_s8(std::size_t channels, std::size_t pixels, const std::int32_t* from,
                           std::int8_t* to) {
  last(channels, pixels, from, to);
}

}  // namespace

void from_nchw(int images, int channels, std::size_t pixels, std::span<const std::int32_t> nchw,
               Tensor nhwc) {
  const auto count = static_cast<std::size_t>(channels);
  visit(nhwc, [&](auto* to) {
    using Element = std::remove_pointer_t<decltype(to)>;
    const std::int32_t* from = nchw.data();
    for (int n = 0; n < images; ++n, from += count * pixels, to += count * pixels) {
      if constexpr (std::is_same_v<Element, std::uint8_t>) {
        last_u8(count, pixels, from, to);
      } else if constexpr (std::is_same_v<Element, std::int8_t>) {
        last_s8(count, pixels, from, to);
      } else {
        transpose(count, pixels, from, to);
      }
    }
  });
}

void to_nchw(int images, int channels, std::size_t pixels, ConstTensor nhwc,
             std::span<std::int32_t> nchw) {
  const auto count = static_cast<std::size_t>(channels);
  visit(nhwc, [&](auto* from) {
    std::int32_t* to = nchw.data();
    for (int n = 0; n < images; ++n, from += count * pixels, to += count * pixels)
      transpose(pixels, count, from, to);
  });
}

}  // namespace isomer::kernels::nhwc
