// SPDX-License-Identifier: Apache-2.0

#include "train/data/glyphs.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "isa/container/error.h"
#include "tests/train/data/files.h"

namespace isomer::train {
namespace {

TEST_CASE("glyphs are a function of seed and index alone", "[train][data][glyphs]") {
  const DatasetPair few =
      make_glyphs({.seed = 3, .size = 16, .train_images = 20, .test_images = 10});
  const DatasetPair more =
      make_glyphs({.seed = 3, .size = 16, .train_images = 40, .test_images = 20});
  for (int i = 0; i < few.train.size(); ++i) {
    CHECK(pixels_of(few.train, i) == pixels_of(more.train, i));
  }
  CHECK(few.train.labels[13] == 3);
  const DatasetPair other =
      make_glyphs({.seed = 4, .size = 16, .train_images = 20, .test_images = 10});
  CHECK(pixels_of(other.train, 0) != pixels_of(few.train, 0));
  std::set<Bytes> distinct;
  for (const Dataset* part : {&more.train, &more.test}) {
    for (int i = 0; i < part->size(); ++i) {
      distinct.insert(pixels_of(*part, i));
    }
  }
  CHECK(distinct.size() == 60);  // training and test images differ, too
}

TEST_CASE("every digit has ink, at every size", "[train][data][glyphs]") {
  for (const int size : {8, 11, 28, 32}) {
    const Dataset data =
        make_glyphs({.seed = 1, .size = size, .train_images = 50, .test_images = 1}).train;
    for (int i = 0; i < data.size(); ++i) {
      const Bytes image = pixels_of(data, i);
      const auto [low, high] = std::ranges::minmax(image);
      if (high - low < 60) {
        CAPTURE(size, i);
        REQUIRE(high - low >= 60);
      }
    }
  }
}

TEST_CASE("glyph options out of range are refused", "[train][data][glyphs]") {
  CHECK_THROWS_WITH(make_glyphs({.size = 7}), Catch::Contains("8..256"));
  CHECK_THROWS_WITH(make_glyphs({.size = 16, .train_images = 0}), Catch::Contains("1..1000000"));
}

}  // namespace
}  // namespace isomer::train
