// SPDX-License-Identifier: Apache-2.0
//
// One function per file format, for picture.cc.

#ifndef TRAIN_DATA_DECODERS_H_
#define TRAIN_DATA_DECODERS_H_

#include <cstdint>
#include <span>

#include "train/data/picture.h"

namespace isomer::train {

// Throw Error without the picture's name when the bytes are no good.
Picture decode_png(std::span<const std::uint8_t> bytes);
Picture decode_jpeg(std::span<const std::uint8_t> bytes);

// Throws Error unless both sides are in 1 .. kMaxPictureSide and there are at most `limit` pixels.
void check_size(std::uint64_t height, std::uint64_t width, std::uint64_t limit);

}  // namespace isomer::train

#endif  // TRAIN_DATA_DECODERS_H_
