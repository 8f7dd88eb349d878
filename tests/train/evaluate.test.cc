// SPDX-License-Identifier: Apache-2.0

#include "train/evaluate.h"

#include <catch2/catch.hpp>
#include <vector>

namespace isomer::train {
namespace {

Prediction of(const std::vector<int>& logits) { return predict(std::span<const int>(logits)); }

TEST_CASE("ties go to the lowest index and are counted", "[train][evaluate]") {
  CHECK(of({1, 5, 3}).answer == 1);
  CHECK_FALSE(of({1, 5, 3}).is_tie);
  CHECK(of({5, 1, 5}).answer == 0);
  CHECK(of({5, 1, 5}).is_tie);
  CHECK_FALSE(of({2, 2, 3}).is_tie);  // only the largest logit counts
  CHECK(of({-4}).answer == 0);
}

TEST_CASE("accuracy, ties and CD are fractions of the images", "[train][evaluate]") {
  const std::vector<Prediction> a = {{1, false}, {2, true}, {3, false}, {4, true}};
  const std::vector<Prediction> b = {{1, false}, {0, false}, {3, false}, {4, true}};
  const Accuracy accuracy_a = accuracy(a, std::vector<int>{1, 0, 3, 0});
  CHECK(accuracy_a.images == 4);
  CHECK(accuracy_a.top1 == 0.5);
  CHECK(accuracy_a.ties == 0.5);
  CHECK(difference(a, b) == 0.25);
  CHECK(accuracy({}, {}).top1 == 0);
}

}  // namespace
}  // namespace isomer::train
