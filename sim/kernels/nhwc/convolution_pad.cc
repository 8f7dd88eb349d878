// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/convolution_pad.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "isa/arithmetic/clones.h"

namespace isomer::kernels::nhwc {
namespace {

// Rows of elements, `count` at a time.

ISOMER_CLONES void convert(const std::int8_t* in, std::size_t count, std::int32_t,
                           std::uint8_t* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::uint8_t>(in[i] ^ 0x80);
}

ISOMER_CLONES void convert(const std::uint8_t* in, std::size_t count, std::int32_t,
                           std::int16_t* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = in[i];
}

ISOMER_CLONES void convert(const std::int8_t* in, std::size_t count, std::int32_t,
                           std::int16_t* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = in[i];
}

ISOMER_CLONES void convert(const std::int32_t* in, std::size_t count, std::int32_t offset,
                           std::int16_t* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::int16_t>(in[i] + offset);
}

ISOMER_CLONES void convert(const std::uint8_t* in, std::size_t count, std::int32_t,
                           std::int32_t* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = in[i];
}

ISOMER_CLONES void convert(const std::int8_t* in, std::size_t count, std::int32_t,
                           std::int32_t* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = in[i];
}

template <typename Same>
void convert(const Same* in, std::size_t count, std::int32_t, Same* out) {
  std::memcpy(out, in, count * sizeof(Same));
}

ISOMER_CLONES void to_planes(const std::int32_t* in, std::size_t count, std::int32_t offset,
                             std::int16_t* low, std::int16_t* high) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t x = in[i] + offset;
    low[i] = static_cast<std::int16_t>(x & 0xff);
    high[i] = static_cast<std::int16_t>(x >> 8);
  }
}

void convert_row(const ConvolutionPlan& plan, const std::uint8_t* in, std::size_t count,
                 std::uint8_t* out) {
  visit(ConstTensor{storage_of(plan.input), in}, [&](const auto* from) {
    using From = std::remove_cvref_t<decltype(*from)>;
    auto* halves = reinterpret_cast<std::int16_t*>(out);
    if constexpr (std::is_same_v<From, std::int32_t>) {
      if (plan.planes == 2) {
        auto* high = reinterpret_cast<std::int16_t*>(out + plan.plane_pitch);
        return to_planes(from, count, plan.offset, halves, high);
      }
    } else if constexpr (sizeof(From) == 1) {
      if (plan.element == 1) return convert(from, count, plan.offset, out);
    }
    if constexpr (sizeof(From) <= 4) {
      if (plan.element == 2) return convert(from, count, plan.offset, halves);
      convert(from, count, plan.offset, reinterpret_cast<std::int32_t*>(out));
    }
  });
}

}  // namespace

void pad_borders(const ConvolutionPlan& plan, std::size_t images, std::uint8_t* padded) {
  if (plan.element == 1 || plan.offset == 0) {
    std::memset(padded, plan.offset, images * plan.image_pitch);
    return;
  }
  const auto low = static_cast<std::int16_t>(plan.planes == 2 ? plan.offset & 0xff : plan.offset);
  const auto high = static_cast<std::int16_t>(plan.offset >> 8);
  for (std::size_t n = 0; n < images; ++n, padded += plan.image_pitch) {
    auto* halves = reinterpret_cast<std::int16_t*>(padded);
    std::fill_n(halves, plan.image_pitch / 2, low);
    if (plan.planes == 2) std::fill_n(halves + plan.plane_pitch / 2, plan.plane_pitch / 2, high);
  }
}

void pad_image(const ConvolutionPlan& plan, const void* image, std::uint8_t* padded) {
  const Window& w = plan.shape.window;
  const auto height = static_cast<std::size_t>(w.height);
  const auto row = static_cast<std::size_t>(w.width) * static_cast<std::size_t>(w.channels);
  const auto* in = static_cast<const std::uint8_t*>(image);
  std::uint8_t* out = padded + static_cast<std::size_t>(w.padding.top) * plan.row_pitch +
                      static_cast<std::size_t>(w.padding.left) * plan.pixel_pitch;
  if (w.padding.left + w.padding.right == 0) return convert_row(plan, in, height * row, out);
  const std::size_t in_pitch = row * element_bytes(storage_of(plan.input));
  for (std::size_t y = 0; y < height; ++y, in += in_pitch, out += plan.row_pitch)
    convert_row(plan, in, row, out);
}

}  // namespace isomer::kernels::nhwc
