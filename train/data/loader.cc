// SPDX-License-Identifier: Apache-2.0

#include "train/data/loader.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "isa/arithmetic/rnt.h"

namespace isomer::train {
namespace {

using PixelTable = std::array<std::int32_t, 256>;

PixelTable pixel_table(const Format& format) {
  PixelTable table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = input_integer(static_cast<std::uint8_t>(i), format);
  }
  return table;
}

}  // namespace

Format input_format(int channels, int bits) {
  const bool is_colour = channels == 3;
  return {bits, is_colour, (is_colour ? -7 : -8) + 8 - bits};
}

std::int32_t input_integer(std::uint8_t pixel, const Format& format) {
  const int d = format.is_signed ? pixel - 128 : pixel;
  return static_cast<std::int32_t>(
      rnt(d, 8 - format.bits, format.min(), format.max(), Rounding::half_up));
}

void write_image(std::span<const std::uint8_t> pixels, const Format& format,
                 std::span<std::int32_t> out) {
  const PixelTable table = pixel_table(format);
  for (std::size_t i = 0; i < pixels.size(); ++i) out[i] = table[pixels[i]];
}

void write_augmented(const Dataset& data, int index, const Augmentation& augmentation,
                     std::uint64_t seed, int epoch, const Format& format,
                     std::span<std::int32_t> out) {
  if (!augmentation.flip && augmentation.crop == 0) {
    return write_image(data.image(index), format, out);
  }
  const RandomStream random(seed, Purpose::augment, static_cast<std::uint32_t>(epoch),
                            static_cast<std::uint32_t>(index));
  const bool flips = augmentation.flip && random.below(2, 0) == 1;
  const auto range = static_cast<std::uint32_t>(2 * augmentation.crop + 1);
  const int down = static_cast<int>(random.below(range, 1)) - augmentation.crop;
  const int right = static_cast<int>(random.below(range, 2)) - augmentation.crop;
  const PixelTable table = pixel_table(format);
  const std::uint8_t* plane = data.image(index).data();
  std::fill(out.begin(), out.end(), 0);
  const int width = data.width;
  std::int32_t* row = out.data();
  for (int c = 0; c < data.channels; ++c, plane += data.height * width) {
    for (int y = 0; y < data.height; ++y, row += width) {
      const int from = y - down;
      if (from < 0 || from >= data.height) continue;
      const std::uint8_t* source = plane + from * width;
      for (int x = std::max(0, right); x < std::min(width, width + right); ++x) {
        const int column = x - right;
        row[x] = table[source[flips ? width - 1 - column : column]];
      }
    }
  }
}

std::vector<int> shuffled(int size, std::uint64_t seed, int epoch) {
  std::vector<int> order(static_cast<std::size_t>(size));
  std::iota(order.begin(), order.end(), 0);
  const RandomStream random(seed, Purpose::shuffle, static_cast<std::uint32_t>(epoch));
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[random.below(static_cast<std::uint32_t>(i), i)]);
  }
  return order;
}

void load_batch(ThreadTeam& team, const Dataset& data, std::span<const int> indices,
                const Augmentation& augmentation, std::uint64_t seed, int epoch,
                Activation& input) {
  const std::size_t elements = input.shape.elements();
  team.run(input.shards(), [&](int, int shard) {
    for (std::size_t i = 0; i < kernels::kShard; ++i) {
      const int index = indices[static_cast<std::size_t>(shard) * kernels::kShard + i];
      write_augmented(data, index, augmentation, seed, epoch, input.format,
                      input.integers_of(shard).subspan(i * elements, elements));
    }
  });
}

}  // namespace isomer::train
