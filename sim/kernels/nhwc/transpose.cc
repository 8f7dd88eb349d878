// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/transpose.h"

#include <type_traits>

namespace isomer::kernels::nhwc {
namespace {

// One image.
template <typename To, typename From>
void transpose(std::size_t rows, std::size_t columns, const From* from, To* to) {
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c)
      to[c * rows + r] = static_cast<To>(from[r * columns + c]);
}

}  // namespace

void from_nchw(int images, int channels, std::size_t pixels, std::span<const std::int32_t> nchw,
               Tensor nhwc) {
  const auto count = static_cast<std::size_t>(channels);
  visit(nhwc, [&](auto* to) {
    const std::int32_t* from = nchw.data();
    for (int n = 0; n < images; ++n, from += count * pixels, to += count * pixels)
      transpose(count, pixels, from, to);
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
