// SPDX-License-Identifier: Apache-2.0

#include "train/data/picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "isa/container/error.h"
#include "train/data/bounded_file.h"
#include "train/data/decoders.h"

namespace isomer::train {
namespace {

constexpr std::array<std::uint8_t, 8> kPngStart = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
constexpr std::array<std::uint8_t, 3> kJpegStart = {0xff, 0xd8, 0xff};

bool starts_with(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> start) {
  return bytes.size() >= start.size() && std::ranges::equal(bytes.first(start.size()), start);
}

Picture decode(std::span<const std::uint8_t> bytes) {
  if (starts_with(bytes, kPngStart)) return decode_png(bytes);
  if (starts_with(bytes, kJpegStart)) return decode_jpeg(bytes);
  throw Error("is neither PNG nor JPEG");
}

}  // namespace

void check_size(std::uint64_t height, std::uint64_t width, std::uint64_t limit) {
  constexpr std::uint64_t kSide = kMaxPictureSide;
  if (height < 1 || width < 1 || height > kSide || width > kSide) {
    throw Error(fmt::format("{} x {} pixels are not in 1..{} each", height, width, kSide));
  }
  if (height * width > std::min<std::uint64_t>(limit, kMaxPicturePixels)) {
    throw Error(fmt::format("promises {} x {} pixels, more than it can hold or than is supported",
                            height, width));
  }
}

Picture decode_picture(std::span<const std::uint8_t> bytes, const std::string& name) {
  try {
    return decode(bytes);
  } catch (const Error& e) {
    throw Error(fmt::format("{}: {}; replace or remove the picture", name, e.what()));
  }
}

Picture read_picture(const std::filesystem::path& path) {
  return decode_picture(read_file(path, kMaxPictureBytes), path.string());
}

Picture with_channels(Picture picture, int channels) {
  if (picture.channels == channels) return picture;
  const std::vector<std::uint8_t> from = std::move(picture.pixels);
  picture.channels = channels;
  picture.pixels.clear();
  if (channels == 3) {
    picture.pixels.reserve(3 * from.size());
    for (const std::uint8_t grey : from) picture.pixels.insert(picture.pixels.end(), 3, grey);
    return picture;
  }
  picture.pixels.reserve(from.size() / 3);
  for (std::size_t i = 0; i < from.size(); i += 3) {
    const int y = 19595 * from[i] + 38470 * from[i + 1] + 7471 * from[i + 2];
    picture.pixels.push_back(static_cast<std::uint8_t>((y + (1 << 15)) >> 16));
  }
  return picture;
}

}  // namespace isomer::train
