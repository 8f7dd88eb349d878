// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "train/data/picture.h"

namespace isomer::train {
namespace {

// One pixel of the result along an axis: the weighted sum of source pixels from `first` on.
struct Taps {
  int first = 0;
  std::vector<std::uint32_t> weights;
};

struct Axis {
  std::vector<Taps> taps;
  std::uint32_t sum = 1;  // of the weights of each
};

// Result pixel i covers [i length, (i + 1) length) where source pixel j covers [j out, (j + 1)
// out).
Axis area_average(int length, int out) {
  Axis axis{{}, static_cast<std::uint32_t>(length)};
  for (std::int64_t i = 0; i < out; ++i) {
    const std::int64_t begin = i * length;
    const std::int64_t end = begin + length;
    Taps taps{static_cast<int>(begin / out), {}};
    for (std::int64_t j = begin / out; j * out < end; ++j) {
      const std::int64_t overlap = std::min(end, (j + 1) * out) - std::max(begin, j * out);
      taps.weights.push_back(static_cast<std::uint32_t>(overlap));
    }
    axis.taps.push_back(taps);
  }
  return axis;
}

// The centre of result pixel i lies ((2 i + 1) length - out) / (2 out) source pixels behind the
// centre of the first; outside of the outermost centres their pixels go on.
Axis linear(int length, int out) {
  const std::int64_t unit = 2 * std::int64_t{out};
  Axis axis{{}, static_cast<std::uint32_t>(unit)};
  for (std::int64_t i = 0; i < out; ++i) {
    const std::int64_t last = (length - 1) * unit;
    const std::int64_t centre = std::clamp<std::int64_t>((2 * i + 1) * length - out, 0, last);
    const std::int64_t behind = centre % unit;
    Taps taps{static_cast<int>(centre / unit), {static_cast<std::uint32_t>(unit - behind)}};
    if (behind > 0) taps.weights.push_back(static_cast<std::uint32_t>(behind));
    axis.taps.push_back(taps);
  }
  return axis;
}

Axis make_axis(int length, int out) {
  return out <= length ? area_average(length, out) : linear(length, out);
}

}  // namespace

Picture crop_and_resize(const Picture& picture, int height, int width) {
  // length * out / other, at least a pixel
  const auto part = [](int length, int out, int other) {
    return static_cast<int>(std::max<std::int64_t>(std::int64_t{length} * out / other, 1));
  };
  const bool is_wide = std::int64_t{picture.width} * height >= std::int64_t{picture.height} * width;
  const int rows = is_wide ? picture.height : part(picture.width, height, width);
  const int columns = is_wide ? part(picture.height, width, height) : picture.width;
  const auto top = static_cast<std::size_t>((picture.height - rows) / 2);
  const auto left = static_cast<std::size_t>((picture.width - columns) / 2);
  const Axis across = make_axis(columns, width);
  const Axis down = make_axis(rows, height);

  const auto channels = static_cast<std::size_t>(picture.channels);
  const std::size_t source_row = static_cast<std::size_t>(picture.width) * channels;
  const std::size_t row = static_cast<std::size_t>(width) * channels;
  std::vector<std::uint32_t> narrowed(static_cast<std::size_t>(rows) * row);
  for (std::size_t y = 0; y < static_cast<std::size_t>(rows); ++y) {
    const std::uint8_t* from = &picture.pixels[(top + y) * source_row + left * channels];
    std::uint32_t* to = &narrowed[y * row];
    for (const Taps& taps : across.taps) {
      const std::uint8_t* pixel = from + static_cast<std::size_t>(taps.first) * channels;
      for (const std::uint32_t weight : taps.weights) {
        for (std::size_t c = 0; c < channels; ++c) to[c] += weight * pixel[c];
        pixel += channels;
      }
      to += channels;
    }
  }

  Picture result{height, width, picture.channels, {}};
  result.pixels.reserve(static_cast<std::size_t>(height) * row);
  const std::uint64_t sum = std::uint64_t{across.sum} * down.sum;
  for (const Taps& taps : down.taps) {
    std::vector<std::uint64_t> total(row, sum / 2);
    const std::uint32_t* from = &narrowed[static_cast<std::size_t>(taps.first) * row];
    for (const std::uint32_t weight : taps.weights) {
      for (std::size_t x = 0; x < row; ++x) total[x] += std::uint64_t{weight} * from[x];
      from += row;
    }
    for (const std::uint64_t t : total) result.pixels.push_back(static_cast<std::uint8_t>(t / sum));
  }
  return result;
}

}  // namespace isomer::train
