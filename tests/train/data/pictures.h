// SPDX-License-Identifier: Apache-2.0
//
// Writers of small PNG and JPEG files. PNG is put together here, chunk by chunk, without libpng.

#ifndef TESTS_TRAIN_DATA_PICTURES_H_
#define TESTS_TRAIN_DATA_PICTURES_H_

#include "tests/train/data/files.h"
#include "train/data/picture.h"

namespace isomer::train {

// What a PNG header says, and the bytes of its rows, each behind its filter byte.
struct PngFile {
  std::uint32_t width = 1;
  std::uint32_t height = 1;
  std::uint8_t bit_depth = 8;
  std::uint8_t colour_type = 0;  // 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA
  std::uint8_t interlace = 0;    // 1: Adam7
  Bytes palette = {};
  Bytes rows = {};

  Bytes bytes() const;
};

// 8 bits, grey or RGB, no filter.
Bytes png(const Picture& picture);

// Writes the right checksum into every chunk that can be made out.
void repair_png_checksums(Bytes& file);

// 1 channel: grey, 3: RGB (stored as YCbCr with halved chroma), 4: CMYK as Adobe writes it.
Bytes jpeg(const Picture& picture, bool is_progressive = false, int quality = 100);

// A picture whose channels rise from left to right and from top to bottom.
Picture gradient(int height, int width, int channels);

}  // namespace isomer::train

#endif  // TESTS_TRAIN_DATA_PICTURES_H_
