// SPDX-License-Identifier: Apache-2.0
//
// L7: the network that a run exports is the one it trained.

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <vector>

#include "isa/container/error.h"
#include "sim/runner/runner.h"
#include "tests/train/small_training.h"
#include "train/session.h"
#include "train/steps.h"
#include "train/trainer.h"
#include "train/training_data.h"

namespace isomer::train {
namespace {

TEST_CASE("with exponents and statistics frozen E_t is the next step's network",
          "[train][exactness]") {
  const Recipe recipe = small_residual_recipe();
  const TrainingData data = load_training_data(recipe);
  ThreadTeam team(2);
  Steps steps(recipe, data.train, team);
  steps.begin_float();
  std::vector<int> batch(static_cast<std::size_t>(recipe.batch));
  for (int i = 0; i < recipe.batch; ++i) batch[static_cast<std::size_t>(i)] = i;
  steps.load(batch, 0);
  for (int step = 0; step < 3; ++step) steps.float_step(step);
  steps.begin_quantised(teacher_of(steps.model(), recipe.model), "the test");
  steps.load(batch, 0);
  for (int step = 0; step < 3; ++step) steps.quantised_step(step, {});

  const QuantisedPass frozen = {.exponents = Exponents::frozen, .statistics = Statistics::running};
  for (int step = 3; step < 6; ++step) {
    const Network e_t = steps.model().export_network();
    validate(e_t);
    bool was_seen = false;
    steps.quantised_step(step, frozen, [&](const Model& model) {
      was_seen = true;
      Runner runner(e_t);
      for (int image = 0; image < recipe.batch; ++image) {
        const auto retained = model.retained(image);
        runner.run(1, retained[0]);
        for (std::size_t t = 0; t < retained.size(); ++t) {
          const auto got = runner.tensor(static_cast<int>(t));
          if (!std::ranges::equal(got, retained[t])) {
            CAPTURE(step, image, e_t.tensors[t].name);
            REQUIRE(std::ranges::equal(got, retained[t]));
          }
        }
      }
    });
    REQUIRE(was_seen);
  }
}

TEST_CASE("the training graph of an exported network equals the runner", "[train][exactness]") {
  const Recipe recipe = small_recipe();
  const TrainingResult result = train(recipe);
  const TestImages test = load_test_images(recipe_of(result.network), 70);
  REQUIRE(test.images.size() == 70);
  const auto tensors = training_tensors(result.network, test.images, 2);
  REQUIRE(tensors.size() == 70);
  Runner runner(result.network);
  for (std::size_t i = 0; i < 70; ++i) {
    runner.run(1, test.images[i]);
    for (std::size_t t = 0; t < result.network.tensors.size(); ++t) {
      const auto got = runner.tensor(static_cast<int>(t));
      if (!std::ranges::equal(got, tensors[i][t])) {
        CAPTURE(i, t);
        REQUIRE(std::ranges::equal(got, tensors[i][t]));
      }
    }
  }
  const Accuracy again = measure(result.network, load_test_images(recipe), 1);
  CHECK(again.top1 == result.integer_accuracy.top1);
  CHECK(again.images == 100);
  std::vector<std::vector<std::int32_t>> outside = {test.images[0]};
  outside[0][0] = 256;
  CHECK_THROWS_AS(training_tensors(result.network, outside), Error);
  const std::vector<std::vector<std::int32_t>> wrong = {{1, 2, 3}};
  CHECK_THROWS_AS(training_tensors(result.network, wrong), Error);
  CHECK_THROWS_AS(measure(result.network, {wrong, {1}}), Error);
  CHECK_THROWS_AS(recipe_of(Network{}), Error);
}

// Remembers which steps it was shown.
class Watcher : public StepObserver {
 public:
  void after_forward(const Model& model, std::int64_t step, bool is_frozen) override {
    CHECK(model.is_representable());
    (is_frozen ? frozen : dynamic).insert(step);
  }
  std::set<std::int64_t> dynamic;
  std::set<std::int64_t> frozen;
};

TEST_CASE("an observer sees one random step of every window", "[train][exactness]") {
  Watcher watcher;
  TrainingOptions options;
  options.observer = &watcher;
  options.observe_every = 3;
  train(small_recipe({"float.epochs=0"}), options);  // 3 * 10 steps, the last 10 frozen
  std::set<std::int64_t> all = watcher.dynamic;
  all.insert(watcher.frozen.begin(), watcher.frozen.end());
  CHECK(all.size() == 10);
  std::set<std::int64_t> windows;
  std::set<std::int64_t> places;
  for (const std::int64_t step : all) {
    windows.insert(step / 3);
    places.insert(step % 3);
    CHECK((step >= 20) == (watcher.frozen.count(step) == 1));
  }
  CHECK(windows.size() == 10);
  CHECK(places.size() > 1);
}

}  // namespace
}  // namespace isomer::train
