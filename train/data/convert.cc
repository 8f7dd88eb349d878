// SPDX-License-Identifier: Apache-2.0

#include "train/data/convert.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "isa/arithmetic/clones.h"

#define ISOMER_ALWAYS_INLINE inline __attribute__((always_inline))

namespace isomer::train {
namespace {

// The loops are inlined into each clone of their callers. 16 bits hold every step of a conversion
// to bytes.
ISOMER_ALWAYS_INLINE void convert(const PixelConversion& conversion, const std::uint8_t* pixels,
                                  std::size_t count, std::uint8_t* out) {
  const auto [offset, right, max, left] = conversion;
  for (std::size_t i = 0; i < count; ++i) {
    const auto d =
        static_cast<std::int16_t>(static_cast<std::int16_t>(pixels[i] + offset) >> right);
    out[i] = static_cast<std::uint8_t>(std::min(d, max));
  }
}

ISOMER_ALWAYS_INLINE void convert(const PixelConversion& conversion, const std::uint8_t* pixels,
                                  std::size_t count, std::int32_t* out) {
  const auto [offset, right, max, left] = conversion;
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = std::min((pixels[i] + offset) >> right, static_cast<int>(max)) * (1 << left);
  }
}

// Pixels in reverse order, channels in their own.
template <std::size_t kChannels>
ISOMER_ALWAYS_INLINE void reverse(const std::uint8_t* pixels, std::size_t count,
                                  std::uint8_t* out) {
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t c = 0; c < kChannels; ++c) {
      out[i * kChannels + c] = pixels[(count - 1 - i) * kChannels + c];
    }
  }
}

template <typename T>
ISOMER_ALWAYS_INLINE void write_rows(const ImageShape& shape, const Movement& movement,
                                     const PixelConversion& conversion, const std::uint8_t* pixels,
                                     T* out) {
  const auto channels = static_cast<std::size_t>(shape.channels);
  const std::size_t row_elements = static_cast<std::size_t>(shape.width) * channels;
  const auto height = static_cast<std::size_t>(shape.height);
  if (movement == Movement{}) return convert(conversion, pixels, height * row_elements, out);
  // A row of the result: `before` zeros, `count` pixels from number `first` on, zeros.
  const int right = std::clamp(movement.right, -shape.width, shape.width);
  const std::size_t before = static_cast<std::size_t>(std::max(right, 0)) * channels;
  const std::size_t first = static_cast<std::size_t>(std::max(-right, 0)) * channels;
  const std::size_t count = row_elements - before - first;
  std::vector<std::uint8_t> reversed(movement.flip ? row_elements : 0);
  for (int y = 0; y < shape.height; ++y, out += row_elements) {
    const int from = y - movement.down;
    if (from < 0 || from >= shape.height) {
      std::fill_n(out, row_elements, T{0});
      continue;
    }
    const std::uint8_t* row = pixels + static_cast<std::size_t>(from) * row_elements;
    if (movement.flip) {
      const auto width = static_cast<std::size_t>(shape.width);
      channels == 1 ? reverse<1>(row, width, reversed.data())
                    : reverse<3>(row, width, reversed.data());
      row = reversed.data();
    }
    std::fill_n(out, before, T{0});
    convert(conversion, row + first, count, out + before);
    std::fill_n(out + before + count, first, T{0});
  }
}

}  // namespace

PixelConversion::PixelConversion(const Format& format)
    : right(static_cast<std::int16_t>(std::max(8 - format.bits, 0))),
      max(static_cast<std::int16_t>(format.bits < 8 ? format.max() : 255)),
      left(static_cast<std::int16_t>(std::max(format.bits - 8, 0))) {
  const int half = right > 0 ? 1 << (right - 1) : 0;
  offset = static_cast<std::int16_t>((format.is_signed ? -128 : 0) + half);
}

ISOMER_CLONES
void write_moved(const ImageShape& shape, const Movement& movement,
                 const PixelConversion& conversion, const std::uint8_t* pixels, std::uint8_t* out) {
  write_rows(shape, movement, conversion, pixels, out);
}

ISOMER_CLONES
void write_moved(const ImageShape& shape, const Movement& movement,
                 const PixelConversion& conversion, const std::uint8_t* pixels, std::int32_t* out) {
  write_rows(shape, movement, conversion, pixels, out);
}

}  // namespace isomer::train
