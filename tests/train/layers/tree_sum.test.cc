// SPDX-License-Identifier: Apache-2.0

#include "train/layers/tree_sum.h"

#include <catch2/catch.hpp>
#include <vector>

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

}  // namespace
}  // namespace isomer::train
