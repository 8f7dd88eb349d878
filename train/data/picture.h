// SPDX-License-Identifier: Apache-2.0
//
// Single pictures: PNG and JPEG files that somebody else made.

#ifndef TRAIN_DATA_PICTURE_H_
#define TRAIN_DATA_PICTURE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace isomer::train {

inline constexpr std::size_t kMaxPictureBytes = std::size_t{64} << 20;   // of a file
inline constexpr std::size_t kMaxPicturePixels = std::size_t{64} << 20;  // decoded
inline constexpr int kMaxPictureSide = 65535;

struct Picture {
  int height = 0;
  int width = 0;
  int channels = 0;                  // 1: grey, 3: red, green, blue
  std::vector<std::uint8_t> pixels;  // [row][column][channel]
};

// Decodes PNG (any kind: 16 bits are rounded to 8, transparency is dropped, gamma ignored) or JPEG
// (any kind that libjpeg-turbo reads, CMYK included), told apart by their first bytes. Error, with
// `name` in it, when the bytes are neither, corrupt, cut, or promise more pixels than
// kMaxPicturePixels or than so few bytes can hold.
Picture decode_picture(std::span<const std::uint8_t> bytes, const std::string& name);
Picture read_picture(const std::filesystem::path& path);

// Red, green and blue to grey, Y = (19595 R + 38470 G + 7471 B + 2^15) >> 16 (BT.601), or grey to
// three equal channels; `channels` is 1 or 3.
Picture with_channels(Picture picture, int channels);

// The largest centred part with the proportions of height x width, resized to it: each axis by the
// average of the area below a pixel where it shrinks, linearly between neighbours where it grows.
// Exact integers, one rounding (half up) at the end.
Picture crop_and_resize(const Picture& picture, int height, int width);

}  // namespace isomer::train

#endif  // TRAIN_DATA_PICTURE_H_
