// SPDX-License-Identifier: Apache-2.0

#include "train/data/picture.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>

#include "isa/container/error.h"
#include "tests/train/data/pictures.h"
#include "train/random.h"

namespace isomer::train {
namespace {

bool equal(const Picture& a, const Picture& b) {
  return a.height == b.height && a.width == b.width && a.channels == b.channels &&
         a.pixels == b.pixels;
}

TEST_CASE("PNG files of every kind are decoded exactly", "[train][data][picture]") {
  for (const int channels : {1, 3}) {
    const Picture picture = gradient(5, 7, channels);
    CHECK(equal(decode_picture(png(picture), "p"), picture));
  }
  const auto pixels = [](const PngFile& file) { return decode_picture(file.bytes(), "p").pixels; };
  CHECK(pixels({.width = 9, .bit_depth = 1, .rows = {0, 0xa5, 0x80}}) ==
        Bytes{255, 0, 255, 0, 0, 255, 0, 255, 255});
  CHECK(pixels({.width = 2, .bit_depth = 4, .rows = {0, 0x1f}}) == Bytes{17, 255});
  CHECK(pixels({.width = 2, .bit_depth = 16, .rows = {0, 0x80, 0x00, 0x00, 0xff}}) ==
        Bytes{128, 1});
  CHECK(pixels({.width = 2, .colour_type = 4, .rows = {0, 7, 0, 9, 255}}) == Bytes{7, 9});
  CHECK(pixels({.colour_type = 6, .rows = {0, 1, 2, 3, 4}}) == Bytes{1, 2, 3});
  CHECK(pixels({.width = 2, .colour_type = 3, .palette = {1, 2, 3, 4, 5, 6}, .rows = {0, 1, 0}}) ==
        Bytes{4, 5, 6, 1, 2, 3});
  // The row filter "sub", and Adam7: pass 1 the first pixel, pass 6 the second.
  CHECK(pixels({.width = 3, .rows = {1, 5, 1, 1}}) == Bytes{5, 6, 7});
  CHECK(pixels({.width = 2, .interlace = 1, .rows = {0, 5, 0, 9}}) == Bytes{5, 9});
}

TEST_CASE("JPEG files of every kind are decoded closely", "[train][data][picture]") {
  for (const int channels : {1, 3}) {
    for (const bool is_progressive : {false, true}) {
      const Picture picture = gradient(19, 33, channels);
      const Picture decoded = decode_picture(jpeg(picture, is_progressive), "p");
      REQUIRE(decoded.height == 19);
      REQUIRE(decoded.width == 33);
      REQUIRE(decoded.pixels.size() == picture.pixels.size());
      int worst = 0;
      for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
        worst = std::max(worst, std::abs(decoded.pixels[i] - picture.pixels[i]));
      }
      CHECK(worst <= 5);
    }
  }
  // Adobe's CMYK holds light, not ink: cyan 200 of 255 under black 102 of 255 is 80.
  Picture cmyk{8, 8, 4, {}};
  for (int i = 0; i < 64; ++i) cmyk.pixels.insert(cmyk.pixels.end(), {200, 255, 0, 102});
  const Picture rgb = decode_picture(jpeg(cmyk), "p");
  CHECK(rgb.channels == 3);
  CHECK(Bytes(rgb.pixels.begin(), rgb.pixels.begin() + 3) == Bytes{80, 102, 0});
}

// Decoders may change under us: the pixels of this file are part of the promise of equal bits.
TEST_CASE("a JPEG file gives the same pixels everywhere", "[train][data][picture]") {
  const Picture decoded = decode_picture(jpeg(gradient(16, 16, 3), false, 75), "p");
  std::uint32_t hash = 2166136261;  // FNV-1a
  for (const std::uint8_t pixel : decoded.pixels) hash = (hash ^ pixel) * 16777619;
  CHECK(hash == 4153339765);
}

TEST_CASE("colours become grey and grey becomes colours", "[train][data][picture]") {
  const Picture colours{1, 4, 3, {255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255}};
  CHECK(with_channels(colours, 1).pixels == Bytes{255, 76, 150, 29});
  CHECK(with_channels({1, 2, 1, {4, 9}}, 3).pixels == Bytes{4, 4, 4, 9, 9, 9});
  CHECK(equal(with_channels(colours, 3), colours));
}

std::string complaint(const Bytes& bytes) {
  try {
    decode_picture(bytes, "cat.jpg");
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST_CASE("pictures that lie are refused with a sentence", "[train][data][picture][hostile]") {
  using Catch::Contains;
  CHECK_THAT(complaint({}), Contains("cat.jpg: is neither PNG nor JPEG"));
  CHECK_THAT(complaint({'G', 'I', 'F', '8', '9', 'a'}), Contains("neither"));
  const PngFile large = {.width = 60000, .height = 60000, .rows = {0}};
  CHECK_THAT(complaint(large.bytes()), Contains("promises 60000 x 60000 pixels"));
  const PngFile wide = {.width = 70000, .rows = {0}};
  CHECK_THAT(complaint(wide.bytes()), Contains("PNG that cannot be decoded"));
  Bytes tall = jpeg(gradient(8, 8, 1));
  const Bytes sof = {0xff, 0xc0, 0, 11, 8};
  const auto at = std::search(tall.begin(), tall.end(), sof.begin(), sof.end());
  REQUIRE(at != tall.end());
  at[5] = 0xf0;  // height 61448, width 8, of some hundred bytes
  CHECK_THAT(complaint(tall), Contains("promises 61448 x 8 pixels"));
}

TEST_CASE("a picture cut anywhere is refused", "[train][data][picture][hostile]") {
  for (const Bytes& whole : {png(gradient(6, 6, 3)), jpeg(gradient(16, 16, 3))}) {
    for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
      const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      if (complaint(cut).empty()) {
        CAPTURE(size, whole.size());
        REQUIRE_FALSE(complaint(cut).empty());
      }
    }
  }
}

// Changes bytes of good files. Whatever comes must be an Error or a picture of its own size.
TEST_CASE("changed pictures do no harm", "[train][data][picture][hostile]") {
  const std::vector<Bytes> files = {
      png(gradient(6, 9, 3)),
      PngFile{.width = 9, .height = 2, .bit_depth = 1, .rows = {0, 1, 0, 0, 2, 0}}.bytes(),
      PngFile{.width = 2, .colour_type = 3, .palette = {1, 2, 3, 4, 5, 6}, .rows = {0, 1, 0}}
          .bytes(),
      jpeg(gradient(16, 16, 3), false, 75),
      jpeg(gradient(17, 9, 1), true, 75),
      jpeg(gradient(8, 8, 4), false, 75)};
  int refused = 0;
  int decoded = 0;
  for (std::size_t f = 0; f < files.size(); ++f) {
    for (std::uint32_t trial = 0; trial < 1500; ++trial) {
      const RandomStream random(17, Purpose::glyph_train, static_cast<std::uint32_t>(f), trial);
      Bytes file = files[f];
      const std::uint32_t changes = 1 + random.below(4, 0);
      for (std::uint32_t i = 0; i < changes; ++i) {
        const auto size = static_cast<std::uint32_t>(file.size());
        file[random.below(size, 3 * i + 1)] = static_cast<std::uint8_t>(random.bits(3 * i + 2));
      }
      if (file[0] == 0x89) repair_png_checksums(file);
      try {
        const Picture picture = decode_picture(file, "changed");
        const auto pixels = static_cast<std::size_t>(picture.height * picture.width);
        REQUIRE(picture.pixels.size() == pixels * static_cast<std::size_t>(picture.channels));
        REQUIRE((picture.channels == 1 || picture.channels == 3));
        ++decoded;
      } catch (const Error&) {
        ++refused;
      }
    }
  }
  CHECK(refused > 1000);
  CHECK(decoded > 1000);
}

}  // namespace
}  // namespace isomer::train
