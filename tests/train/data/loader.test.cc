// SPDX-License-Identifier: Apache-2.0

#include "train/data/loader.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <set>

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
  CHECK(input_integer(7, four) == 0);
  CHECK(input_integer(8, four) == 1);     // 0.5 rounds up
  CHECK(input_integer(255, four) == 15);  // 15.94 rounds, then clamps
}

Dataset two_by_three() {
  Dataset data;
  data.channels = 2;
  data.height = 2;
  data.width = 3;
  data.pixels.resize(12 * 40);
  std::iota(data.pixels.begin(), data.pixels.end(), 1);
  data.labels.resize(40);
  return data;
}

// The image moved and mirrored by plain indexing.
std::vector<std::int32_t> moved(const Dataset& data, int index, bool flip, int down, int right) {
  std::vector<std::int32_t> out;
  for (int c = 0; c < data.channels; ++c) {
    for (int y = 0; y < data.height; ++y) {
      for (int x = 0; x < data.width; ++x) {
        const int row = y - down;
        const int column = x - right;
        const bool inside = 0 <= row && row < data.height && 0 <= column && column < data.width;
        const int from = flip ? data.width - 1 - column : column;
        const auto at = static_cast<std::size_t>((c * data.height + row) * data.width + from);
        out.push_back(inside ? data.image(index)[at] : 0);
      }
    }
  }
  return out;
}

TEST_CASE("augmentation reaches every flip and shift, and nothing else", "[train][data][loader]") {
  const Dataset data = two_by_three();
  const Format format = input_format(1, 8);
  std::set<std::vector<int>> seen;
  for (int epoch = 0; epoch < 40; ++epoch) {
    for (int index = 0; index < data.size(); ++index) {
      std::vector<std::int32_t> got(data.image_bytes());
      write_augmented(data, index, {.flip = true, .crop = 1}, 5, epoch, format, got);
      bool is_known = false;
      for (const int flip : {0, 1}) {
        for (const int down : {-1, 0, 1}) {
          for (const int right : {-1, 0, 1}) {
            if (got != moved(data, index, flip == 1, down, right)) continue;
            is_known = true;
            seen.insert({flip, down, right});
          }
        }
      }
      if (!is_known) {
        CAPTURE(epoch, index);
        REQUIRE(is_known);
      }
    }
  }
  CHECK(seen.size() == 18);
  std::vector<std::int32_t> plain(data.image_bytes());
  write_augmented(data, 3, {}, 5, 0, format, plain);
  CHECK(plain == moved(data, 3, false, 0, 0));
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
