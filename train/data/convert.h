// SPDX-License-Identifier: Apache-2.0
//
// Pixels to input integers and the movements of augmentation in one pass over an image.

#ifndef TRAIN_DATA_CONVERT_H_
#define TRAIN_DATA_CONVERT_H_

#include <cstdint>

#include "isa/arithmetic/format.h"

namespace isomer::train {

// What happens to one image: first flipped, then moved down and to the right.
struct Movement {
  bool flip = false;
  int down = 0;
  int right = 0;

  friend bool operator==(const Movement&, const Movement&) = default;
};

struct ImageShape {
  int height = 0;
  int width = 0;
  int channels = 0;
};

// input_integer() as arithmetic without tables or branches:
//   min((pixel + offset) >> right, max) << left
// `offset` holds the -128 of signed formats and the half that rounds.
struct PixelConversion {
  explicit PixelConversion(const Format& format);

  std::int16_t offset;
  std::int16_t right;
  std::int16_t max;
  std::int16_t left;
};

// Writes one image [row][column][channel]. Bytes hold int8 or uint8, as the format says.
void write_moved(const ImageShape& shape, const Movement& movement,
                 const PixelConversion& conversion, const std::uint8_t* pixels, std::uint8_t* out);
void write_moved(const ImageShape& shape, const Movement& movement,
                 const PixelConversion& conversion, const std::uint8_t* pixels, std::int32_t* out);

}  // namespace isomer::train

#endif  // TRAIN_DATA_CONVERT_H_
