// SPDX-License-Identifier: Apache-2.0

#include "train/data/dataset.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "isa/container/error.h"
#include "tests/train/data/files.h"

namespace isomer::train {
namespace {

// Images of one pixel that show their own number, and labels beyond a byte.
Dataset numbered(int size) {
  Dataset data;
  data.height = data.width = 1;
  data.classes = 65536;
  Bytes pixels;
  for (int i = 0; i < size; ++i) {
    pixels.push_back(static_cast<std::uint8_t>(i));
    data.labels.push_back(static_cast<std::uint16_t>(65535 - i));
  }
  data.images = std::make_shared<StoredImages>(pixels, 1);
  return data;
}

TEST_CASE("held-out images are split off with their labels", "[train][data][dataset]") {
  const Dataset data = numbered(200);
  const HeldOut parts = hold_out(data, 50);
  CHECK(parts.train.size() == 150);
  CHECK(parts.held_out.size() == 50);
  std::vector<int> seen;
  for (const Dataset* part : {&parts.train, &parts.held_out}) {
    REQUIRE(part->labels.size() == static_cast<std::size_t>(part->size()));
    for (int i = 0; i < part->size(); ++i) {
      seen.push_back(pixels_of(*part, i)[0]);
      CHECK(part->labels[static_cast<std::size_t>(i)] == 65535 - seen.back());
    }
  }
  CHECK(std::ranges::is_sorted(seen.begin(), seen.begin() + 150));
  CHECK(std::ranges::is_sorted(seen.begin() + 150, seen.end()));
  CHECK(seen[149] > 150);  // not simply the first ones
  std::ranges::sort(seen);
  CHECK(std::ranges::adjacent_find(seen) == seen.end());
  CHECK(hold_out(data, 0).train.size() == 200);
  CHECK_THROWS_WITH(hold_out(data, 200), Catch::Contains("200 of 200"));
  CHECK_THROWS_AS(hold_out(data, -1), Error);
}

TEST_CASE("the held-out images are the same for ever", "[train][data][dataset]") {
  const Dataset held_out = hold_out(numbered(100), 5).held_out;
  Bytes which;
  for (int i = 0; i < 5; ++i) which.push_back(pixels_of(held_out, i)[0]);
  CHECK(which == Bytes{20, 37, 43, 80, 85});
}

TEST_CASE("permuted labels are the same labels elsewhere", "[train][data][dataset]") {
  const Dataset data = numbered(100);
  Dataset permuted = data;
  permute_labels(permuted, 1);
  CHECK(permuted.labels != data.labels);
  CHECK(std::ranges::is_permutation(permuted.labels, data.labels));
  Dataset other = data;
  permute_labels(other, 2);
  CHECK(other.labels != permuted.labels);
  Dataset unlabelled = data;
  unlabelled.labels.clear();
  permute_labels(unlabelled, 1);
  CHECK_FALSE(unlabelled.has_labels());
  CHECK(subset(unlabelled, {3, 1}).size() == 2);
}

}  // namespace
}  // namespace isomer::train
