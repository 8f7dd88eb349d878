// SPDX-License-Identifier: Apache-2.0

#include "train/data/loader.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <tuple>

#include "tests/train/data/files.h"

namespace isomer::train {
namespace {

TEST_CASE("pixels become the input integers of the contract", "[train][data][loader]") {
  CHECK(input_format(1, 8) == Format{8, false, -8});
  CHECK(input_format(3, 8) == Format{8, true, -7});
  CHECK(input_format(1, 4) == Format{4, false, -4});
  for (int pixel = 0; pixel < 256; ++pixel) {
    const auto p = static_cast<std::uint8_t>(pixel);
    if (input_integer(p, input_format(1, 8)) != pixel) REQUIRE(false);
    if (input_integer(p, input_format(3, 8)) != pixel - 128) REQUIRE(false);
  }
  const Format four = input_format(1, 4);
  CHECK(input_format(3, 16) == Format{16, true, -15});
  CHECK(input_integer(0, input_format(3, 16)) == -32768);
  CHECK(input_integer(7, four) == 0);
  CHECK(input_integer(8, four) == 1);     // 0.5 rounds up
  CHECK(input_integer(255, four) == 15);  // 15.94 rounds, then clamps
}

Dataset random_images(int channels, int height, int width, int images) {
  Dataset data;
  data.channels = channels;
  data.height = height;
  data.width = width;
  Bytes pixels(data.image_bytes() * static_cast<std::size_t>(images));
  const RandomStream random(9, Purpose::glyph_train);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    pixels[i] = static_cast<std::uint8_t>(random.bits(i));
  }
  data.images = std::make_shared<StoredImages>(pixels, data.image_bytes());
  return data;
}

// The image moved and mirrored by plain indexing.
std::vector<std::int32_t> moved(const Dataset& data, int index, const Movement& movement,
                                const Format& format) {
  const Bytes pixels = pixels_of(data, index);
  std::vector<std::int32_t> out;
  for (int y = 0; y < data.height; ++y) {
    for (int x = 0; x < data.width; ++x) {
      const int row = y - movement.down;
      const int column = x - movement.right;
      const bool inside = 0 <= row && row < data.height && 0 <= column && column < data.width;
      const int from = movement.flip ? data.width - 1 - column : column;
      for (int c = 0; c < data.channels; ++c) {
        const auto at = static_cast<std::size_t>((row * data.width + from) * data.channels + c);
        out.push_back(inside ? input_integer(pixels[at], format) : 0);
      }
    }
  }
  return out;
}

// One image out of a batch that is loaded as training does.
std::vector<std::int32_t> loaded(ThreadTeam& team, const Dataset& data,
                                 std::span<const int> indices, const Augmentation& augmentation,
                                 int epoch, const Format& format) {
  const std::size_t elements = indices.size() * data.image_bytes();
  const auto storage = kernels::nhwc::storage_of(format);
  std::vector<std::int32_t> words(elements, 77);  // also room for bytes
  load_batch(team, data, indices, augmentation, 5, epoch, format, {storage, words.data()});
  const kernels::nhwc::ConstTensor tensor = {storage, words.data()};
  return kernels::nhwc::visit(tensor, [&](const auto* integers) {
    return std::vector<std::int32_t>(integers, integers + elements);
  });
}

TEST_CASE("batches equal plain indexing in every format and shape", "[train][data][loader]") {
  ThreadTeam team(2);
  std::vector<int> indices(37);
  for (int i = 0; i < 37; ++i) indices[static_cast<std::size_t>(i)] = (i * 7) % 20;
  for (const int channels : {1, 3}) {
    for (const auto& [height, width] : {std::pair{2, 3}, std::pair{5, 1}, std::pair{32, 32}}) {
      const Dataset data = random_images(channels, height, width, 20);
      for (int bits = 1; bits <= 16; ++bits) {
        const Format format = input_format(channels, bits);
        for (const Augmentation& augmentation :
             {Augmentation{}, Augmentation{.flip = true}, Augmentation{.flip = true, .crop = 4}}) {
          std::vector<std::int32_t> expected;
          for (const int index : indices) {
            const auto image = moved(data, index, movement_of(augmentation, 5, 3, index), format);
            expected.insert(expected.end(), image.begin(), image.end());
          }
          if (loaded(team, data, indices, augmentation, 3, format) != expected) {
            CAPTURE(channels, height, width, bits, augmentation.flip, augmentation.crop);
            REQUIRE(false);
          }
        }
      }
    }
  }
}

TEST_CASE("augmentation reaches every flip and shift, and nothing else", "[train][data][loader]") {
  std::map<std::tuple<bool, int, int>, int> seen;
  for (int epoch = 0; epoch < 40; ++epoch) {
    for (int index = 0; index < 40; ++index) {
      const Movement m = movement_of({.flip = true, .crop = 1}, 5, epoch, index);
      ++seen[{m.flip, m.down, m.right}];
    }
  }
  CHECK(seen.size() == 18);
  for (const auto& [movement, count] : seen) CHECK(count > 1600 / 18 / 2);
  CHECK(movement_of({}, 5, 0, 1) == Movement{});
}

TEST_CASE("whole images come in the order of a network's tensors", "[train][data][loader]") {
  const Dataset data = random_images(3, 2, 3, 2);
  const Format format = input_format(3, 8);
  const Bytes pixels = pixels_of(data, 1);
  std::vector<std::int32_t> out(18);
  write_image(data, 1, format, out);
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t i = 0; i < 6; ++i) CHECK(out[c * 6 + i] == pixels[i * 3 + c] - 128);
  }
}

TEST_CASE("the order of an epoch is a permutation of its own", "[train][data][loader]") {
  const std::vector<int> first = shuffled(1000, 1, 0);
  std::vector<int> sorted = first;
  std::ranges::sort(sorted);
  for (int i = 0; i < 1000; ++i) {
    if (sorted[static_cast<std::size_t>(i)] != i) REQUIRE(sorted[static_cast<std::size_t>(i)] == i);
  }
  CHECK(first == shuffled(1000, 1, 0));
  CHECK(first != shuffled(1000, 1, 1));
  CHECK(first != shuffled(1000, 2, 0));
}

}  // namespace
}  // namespace isomer::train
