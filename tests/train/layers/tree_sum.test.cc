// SPDX-License-Identifier: Apache-2.0

#include "train/layers/tree_sum.h"

#include <catch2/catch.hpp>
#include <vector>

#include "tests/train/layers/naive_convolution.h"

namespace isomer::train {
namespace {

TEST_CASE("partial gradients are added as a binary tree", "[train][layers]") {
  // Float addition is not associative: from left to right, each 1 would be lost beside 2^24.
  constexpr float kBig = 16777216;
  std::vector<float> parts = {kBig, 1, 1, 1, 1};
  std::vector<float> sum(1);
  tree_sum(parts, sum, 5);  // ((big + 1) + (1 + 1)) + 1 = (big + 2) + 1: a tie, to even
  CHECK(sum[0] == kBig + 4);
  std::vector<float> two = {1, 10, 2, 20, 3, 30};
  std::vector<float> sums(2);
  tree_sum(two, sums, 3);
  CHECK(sums == std::vector<float>{6, 60});
}

// The tree by its levels: partners are 1, 2, 4 ... apart.
std::vector<float> sum_by_levels(std::vector<float> parts, std::size_t shards, std::size_t n) {
  for (std::size_t step = 1; step < shards; step *= 2) {
    for (std::size_t left = 0; left + step < shards; left += 2 * step) {
      for (std::size_t i = 0; i < n; ++i) parts[left * n + i] += parts[(left + step) * n + i];
    }
  }
  parts.resize(n);
  return parts;
}

TEST_CASE("the tree is the same for any number of shards and any cut", "[train][layers]") {
  constexpr std::size_t kElements = 1301;
  for (std::size_t shards = 1; shards <= 19; ++shards) {
    const auto parts = random_floats(shards * kElements, static_cast<unsigned>(shards));
    const auto want = sum_by_levels(parts, shards, kElements);
    std::vector<float> whole(kElements), cut(kElements);
    tree_sum(parts, whole, static_cast<int>(shards));
    tree_sum(parts, cut, static_cast<int>(shards), 700, kElements);
    tree_sum(parts, cut, static_cast<int>(shards), 0, 700);
    CHECK(whole == want);
    CHECK(cut == want);
  }
}

}  // namespace
}  // namespace isomer::train
