// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/train/data/pictures.h"
#include "train/random.h"

namespace isomer::train {
namespace {

Picture random_picture(int height, int width, int channels) {
  Picture picture{height, width, channels,
                  Bytes(static_cast<std::size_t>(height * width * channels))};
  const RandomStream random(3, Purpose::glyph_train);
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
    picture.pixels[i] = static_cast<std::uint8_t>(random.bits(i));
  }
  return picture;
}

// The weight of source pixel j in result pixel i, from the definitions: the share of an interval,
// or the distance of centres.
double weight(int i, int j, int length, int out) {
  const double scale = static_cast<double>(length) / out;
  if (out <= length) {
    return std::max(0.0, std::min((i + 1) * scale, j + 1.0) - std::max(i * scale, j + 0.0)) / scale;
  }
  const double centre = std::clamp((i + 0.5) * scale - 0.5, 0.0, length - 1.0);
  return std::max(0.0, 1 - std::abs(centre - j));
}

// Differences from the definition in floating point, over the part that begins at (top, left).
double worst_difference(const Picture& p, const Picture& result, int top, int left, int rows,
                        int columns) {
  double worst = 0;
  std::size_t at = 0;
  for (int y = 0; y < result.height; ++y) {
    for (int x = 0; x < result.width; ++x) {
      for (int c = 0; c < p.channels; ++c, ++at) {
        double sum = 0;
        for (int i = 0; i < rows; ++i) {
          const double down = weight(y, i, rows, result.height);
          if (down == 0) continue;
          for (int j = 0; j < columns; ++j) {
            const auto from =
                static_cast<std::size_t>(((top + i) * p.width + left + j) * p.channels + c);
            sum += down * weight(x, j, columns, result.width) * p.pixels[from];
          }
        }
        worst = std::max(worst, std::abs(sum - result.pixels[at]));
      }
    }
  }
  return worst;
}

TEST_CASE("pictures are cropped and resized as defined", "[train][data][resize]") {
  struct Case {
    int from_height, from_width, to_height, to_width;
    int top, left, rows, columns;  // the part that is used
  };
  const auto c = GENERATE(values<Case>({
      {32, 32, 16, 16, 0, 0, 32, 32},
      {32, 32, 13, 13, 0, 0, 32, 32},
      {20, 31, 7, 7, 0, 5, 20, 20},
      {31, 20, 7, 7, 5, 0, 20, 20},
      {9, 12, 20, 20, 0, 1, 9, 9},
      {10, 40, 12, 24, 0, 10, 10, 20},
      {1, 1, 3, 5, 0, 0, 1, 1},
      {1, 50, 4, 1, 0, 24, 1, 1},
  }));
  for (const int channels : {1, 3}) {
    const Picture picture = random_picture(c.from_height, c.from_width, channels);
    const Picture result = crop_and_resize(picture, c.to_height, c.to_width);
    CHECK(result.height == c.to_height);
    CHECK(result.width == c.to_width);
    REQUIRE(result.pixels.size() == static_cast<std::size_t>(c.to_height * c.to_width * channels));
    CHECK(worst_difference(picture, result, c.top, c.left, c.rows, c.columns) <= 0.5 + 1e-9);
  }
}

TEST_CASE("a picture of the right size stays as it is", "[train][data][resize]") {
  const Picture picture = random_picture(11, 6, 3);
  CHECK(crop_and_resize(picture, 11, 6).pixels == picture.pixels);
}

TEST_CASE("halves are rounded up", "[train][data][resize]") {
  CHECK(crop_and_resize({1, 2, 1, {3, 4}}, 1, 1).pixels == Bytes{3});  // cropped to one pixel
  CHECK(crop_and_resize({2, 2, 1, {3, 4, 4, 3}}, 1, 1).pixels == Bytes{4});
}

}  // namespace
}  // namespace isomer::train
