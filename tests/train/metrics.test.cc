// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <vector>

#include "train/metrics/comparison.h"
#include "train/metrics/densities.h"
#include "train/metrics/prediction.h"
#include "train/random.h"

namespace isomer::train {
namespace {

Prediction of(const std::vector<int>& logits) { return predict(std::span<const int>(logits)); }

TEST_CASE("ties go to the lowest index and are counted", "[train][metrics]") {
  CHECK(of({1, 5, 3}).answer() == 1);
  CHECK_FALSE(of({1, 5, 3}).is_tie);
  CHECK(of({5, 1, 5}).answer() == 0);
  CHECK(of({5, 1, 5}).is_tie);
  CHECK_FALSE(of({2, 2, 3}).is_tie);  // only the largest logit counts
  CHECK(of({-4}).answer() == 0);
}

TEST_CASE("the best five classes are in order, the lowest of equals first", "[train][metrics]") {
  CHECK(of({1, 5, 3}).best == std::array<int, kTop>{1, 2, 0, -1, -1});
  CHECK(of({0, 7, 2, 7, 9, 2, 2, 1}).best == std::array<int, kTop>{4, 1, 3, 2, 5});
  CHECK(of({9, 8, 7, 6, 5, 4}).is_among_top(4));
  CHECK_FALSE(of({9, 8, 7, 6, 5, 4}).is_among_top(5));
}

TEST_CASE("accuracies are fractions of the images", "[train][metrics]") {
  const std::vector<Prediction> a = {of({0, 1}), of({1, 1}), of({2, 0}), of({0, 2})};
  const Accuracy with = accuracy(a, std::vector<std::uint16_t>{1, 0, 1, 0});
  CHECK(with.images == 4);
  CHECK(with.has_labels);
  CHECK(with.top1 == 0.5);
  CHECK(with.top5 == 1);
  CHECK(with.ties == 0.25);
  const Accuracy without = accuracy(a, {});
  CHECK_FALSE(without.has_labels);
  CHECK(without.ties == 0.25);
  CHECK(accuracy({}, {}).top1 == 0);
}

TEST_CASE("CD bounds flips, and flips bound the classes' discrepancy", "[train][metrics]") {
  const std::vector<std::uint16_t> labels = {0, 0, 1, 1, 2};
  const std::vector<Prediction> teacher = {of({9, 0, 0}), of({0, 9, 0}), of({0, 9, 0}),
                                           of({9, 0, 0}), of({9, 0, 0})};
  // The same, right by now, right by now too, another wrong one, the same.
  const std::vector<Prediction> network = {of({0, 9, 0}), of({9, 0, 0}), of({0, 9, 0}),
                                           of({0, 0, 9}), of({9, 0, 0})};
  const Comparison c = compare_predictions(teacher, network, labels, 3);
  CHECK(c.different == 3);
  CHECK(c.flips == 2);
  CHECK(c.discrepancy == 0);  // class 0 lost one and won one
  CHECK(c.share(c.different) == 0.6);
  CHECK(c.classes[0].teacher_right == 1);
  CHECK(c.classes[0].network_right == 1);
  CHECK(c.classes[1].different == 1);
  const Confusion of_teacher{{1, 1, 0}, {1, 1, 0}, {1, 0, 0}};
  const Confusion of_network{{1, 1, 0}, {0, 1, 1}, {1, 0, 0}};
  CHECK((c.teacher_confusion == of_teacher));
  CHECK((c.network_confusion == of_network));
  CHECK(compare_predictions(teacher, network, {}, 3).different == 3);
  CHECK(compare_predictions(teacher, network, {}, 3).classes.empty());

  // The order of the three holds for any answers.
  const RandomStream random(5, Purpose::shuffle);
  for (std::uint64_t trial = 0; trial < 50; ++trial) {
    std::vector<Prediction> a(40), b(40);
    std::vector<std::uint16_t> truth(40);
    for (std::size_t i = 0; i < 40; ++i) {
      a[i].best[0] = static_cast<int>(random.below(4, trial * 120 + 3 * i));
      b[i].best[0] = static_cast<int>(random.below(4, trial * 120 + 3 * i + 1));
      truth[i] = static_cast<std::uint16_t>(random.below(4, trial * 120 + 3 * i + 2));
    }
    const Comparison r = compare_predictions(a, b, truth, 4);
    const double change = accuracy(a, truth).top1 - accuracy(b, truth).top1;
    REQUIRE(r.different >= r.flips);
    REQUIRE(r.flips >= r.discrepancy);
    REQUIRE(r.share(r.discrepancy) >= std::abs(change) - 1e-12);
  }
}

TEST_CASE("densities count every parameter on common bins", "[train][metrics]") {
  Teacher teacher;
  teacher.arrays = {{"fc.weight", {-1, 0.5F, 1, 0.25F}},
                    {"fc.gamma", {2, 4}},
                    {"fc.beta", {1, 0}},
                    {"fc.mean", {0.5F, -1}},
                    {"fc.variance", {1, 4}}};
  Network network;
  network.tensors = {{"input", 2, 1, 1, {8, true, 0}}, {"fc", 2, 1, 1, {8, true, 0}}};
  Convolution fc;
  fc.out_channels = 2;
  fc.weights = {-4, 2, 4, 1};
  fc.weight_format = {8, true, -2};
  fc.bias = {0, 0};
  fc.post.affine = Affine{.scale = {4, 4}, .offset = {0, 8}, .scale_exponent = -1, .stage = {}};
  network.layers = {{"fc", {0}, 1, fc}};
  const auto sum = [](const std::vector<std::int64_t>& counts) {
    std::int64_t total = 0;
    for (const std::int64_t n : counts) total += n;
    return total;
  };
  auto all = densities(teacher, network);
  REQUIRE(all.size() == 3);
  CHECK(all[0].what == "weight");
  CHECK(all[0].low == -1);
  CHECK(all[0].high == 1);
  CHECK(all[0].teacher == all[0].network);  // the same numbers: -1, 0.5, 1, 0.25
  CHECK(sum(all[0].teacher) == 4);
  CHECK(all[1].what == "scale");
  CHECK(all[1].low == Approx(2).epsilon(1e-4));  // gamma / sigma: 2, 4 / 2; the network: 2, 2
  CHECK(all[2].what == "offset");                // beta - mu w_c: 0, 2; the network: 0, 1
  CHECK(all[2].high == Approx(2).epsilon(1e-4));

  // Absorbed by the network: the teacher's weights are folded, too.
  fc.post.affine.reset();
  fc.bias_format = {8, true, -2};
  network.layers[0].operation = fc;
  all = densities(teacher, network);
  REQUIRE(all.size() == 2);
  CHECK(all[0].low == Approx(-2).epsilon(1e-4));
  CHECK(all[1].what == "bias");
}

}  // namespace
}  // namespace isomer::train
