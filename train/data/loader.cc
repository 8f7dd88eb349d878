// SPDX-License-Identifier: Apache-2.0

#include "train/data/loader.h"

#include <algorithm>

#include "isa/arithmetic/rnt.h"

namespace isomer::train {

Format input_format(int channels, int bits) {
  const bool is_colour = channels == 3;
  return {bits, is_colour, (is_colour ? -7 : -8) + 8 - bits};
}

std::int32_t input_integer(std::uint8_t pixel, const Format& format) {
  const int d = format.is_signed ? pixel - 128 : pixel;
  return static_cast<std::int32_t>(
      rnt(d, 8 - format.bits, format.min(), format.max(), Rounding::half_up));
}

Movement movement_of(const Augmentation& augmentation, std::uint64_t seed, int epoch, int index) {
  if (!augmentation.flip && augmentation.crop == 0) return {};
  const RandomStream random(seed, Purpose::augment, static_cast<std::uint32_t>(epoch),
                            static_cast<std::uint32_t>(index));
  const auto range = static_cast<std::uint32_t>(2 * augmentation.crop + 1);
  return {.flip = augmentation.flip && random.below(2, 0) == 1,
          .down = static_cast<int>(random.below(range, 1)) - augmentation.crop,
          .right = static_cast<int>(random.below(range, 2)) - augmentation.crop};
}

void load_batch(ThreadTeam& team, const Dataset& data, std::span<const int> indices,
                const Augmentation& augmentation, std::uint64_t seed, int epoch,
                const Format& format, const kernels::nhwc::Tensor& out) {
  constexpr std::size_t kPiece = 16;
  const PixelConversion conversion(format);
  const ImageShape shape = {data.height, data.width, data.channels};
  const auto pieces = static_cast<int>((indices.size() + kPiece - 1) / kPiece);
  team.run(pieces, [&](int, int piece) {
    std::vector<std::uint8_t> scratch;
    const std::size_t first = static_cast<std::size_t>(piece) * kPiece;
    for (std::size_t i = first; i < std::min(first + kPiece, indices.size()); ++i) {
      const Movement movement = movement_of(augmentation, seed, epoch, indices[i]);
      const PixelView pixels = data.images->image(indices[i], scratch);
      const std::size_t at = i * data.image_bytes();
      if (out.storage == kernels::nhwc::Storage::s32) {
        write_moved(shape, movement, conversion, pixels.data(),
                    static_cast<std::int32_t*>(out.data) + at);
      } else {
        write_moved(shape, movement, conversion, pixels.data(),
                    static_cast<std::uint8_t*>(out.data) + at);
      }
    }
  });
}

void write_image(const Dataset& data, int index, const Format& format,
                 std::span<std::int32_t> out) {
  std::vector<std::uint8_t> scratch;
  const PixelView pixels = data.images->image(index, scratch);
  const auto channels = static_cast<std::size_t>(data.channels);
  const std::size_t plane = pixels.size() / channels;
  for (std::size_t i = 0; i < plane; ++i) {
    for (std::size_t c = 0; c < channels; ++c) {
      out[c * plane + i] = input_integer(pixels[i * channels + c], format);
    }
  }
}

std::vector<int> shuffled(int size, std::uint64_t seed, int epoch) {
  return permutation(size, RandomStream(seed, Purpose::shuffle, static_cast<std::uint32_t>(epoch)));
}

}  // namespace isomer::train
