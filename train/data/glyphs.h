// SPDX-License-Identifier: Apache-2.0
//
// Digits drawn from strokes: a data set that needs no download. Each image is a pure function of
// (seed, purpose, index): a random affine map, stroke width, contrast and noise.

#ifndef TRAIN_DATA_GLYPHS_H_
#define TRAIN_DATA_GLYPHS_H_

#include <cstdint>

#include "train/data/dataset.h"
#include "train/random.h"

namespace isomer::train {

struct GlyphOptions {
  std::uint64_t seed = 1;
  int size = 28;  // height and width in pixels, 8..256
  int train_images = 12000;
  int test_images = 2000;
};

// Image i shows digit i mod 10. Error when an option is out of range.
DatasetPair make_glyphs(const GlyphOptions& options);

// One image of size x size grey pixels.
std::vector<std::uint8_t> draw_glyph(int digit, int size, const RandomStream& random);

}  // namespace isomer::train

#endif  // TRAIN_DATA_GLYPHS_H_
