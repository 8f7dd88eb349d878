// SPDX-License-Identifier: Apache-2.0
//
// L7: what a training step retains for its backward pass equals N_t executed elsewhere.

#include <catch2/catch.hpp>
#include <vector>

#include "isa/container/error.h"
#include "sim/runner/runner.h"
#include "tests/support/network_oracle.h"
#include "tests/train/small_training.h"
#include "train/session.h"
#include "train/trainer.h"

namespace isomer::train {
namespace {

// Elements in which the retained tensors of the last quantised step differ from `network` run on
// the same batch.
std::int64_t differing(Model& model, const Network& network, std::int64_t* compared) {
  Runner runner(network);
  runner.run(model.input().images, model.input().integers);
  std::int64_t count = 0;
  for (std::size_t t = 0; t < network.tensors.size(); ++t) {
    const auto got = runner.tensor(static_cast<int>(t));
    const auto& retained = model.activations()[t].integers;
    REQUIRE(got.size() == retained.size());
    for (std::size_t i = 0; i < got.size(); ++i) count += got[i] != retained[i] ? 1 : 0;
    *compared += static_cast<std::int64_t>(got.size());
  }
  return count;
}

std::int64_t differing_from_oracle(const Model& model, const Network& network, int image) {
  const auto part = [&](const Activation& a) {
    const auto size = static_cast<std::ptrdiff_t>(a.shape.elements());
    const auto begin = a.integers.begin() + image * size;
    return std::vector<std::int32_t>(begin, begin + size);
  };
  const auto want = testing::oracle_tensors(network, part(model.activations().front()));
  std::int64_t count = 0;
  for (std::size_t t = 0; t < want.size(); ++t) {
    count += part(model.activations()[t]) != want[t] ? 1 : 0;
  }
  return count;
}

TEST_CASE("L7 every retained tensor of a step is that of N_t", "[train][exactness]") {
  const Recipe recipe = small_recipe();
  const DatasetPair data = small_data(recipe);
  Trainer trainer(recipe, data);
  const std::int64_t steps = trainer.steps_per_epoch();
  const auto batch = [&](std::int64_t step) {
    const std::vector<int> order = shuffled(data.train.size(), recipe.seed, 0);
    const auto begin = order.begin() + step % steps * recipe.batch;
    return std::vector<int>(begin, begin + recipe.batch);
  };
  for (std::int64_t step = 0; step < 10; ++step) trainer.float_step(batch(step), 0, step);

  std::int64_t compared = 0;
  for (std::int64_t step = 0; step < 24; ++step) {
    const Exponents exponents = step < 16 ? Exponents::searched : Exponents::frozen;
    trainer.quantised_step(batch(step), 0, step, exponents);
    Network n_t = trainer.model().step_network();
    validate(n_t);
    CAPTURE(step);
    REQUIRE(differing(trainer.model(), n_t, &compared) == 0);
    REQUIRE(differing_from_oracle(trainer.model(), n_t, static_cast<int>(step)) == 0);

    // The comparison sees a single weight that is off by one.
    auto& weights = std::get<Convolution>(n_t.layers[0].operation).weights;
    weights[12] = static_cast<std::int16_t>(weights[12] + (weights[12] < 127 ? 1 : -1));
    std::int64_t unused = 0;
    REQUIRE(differing(trainer.model(), n_t, &unused) > 0);
  }
  std::int64_t per_image = 0;
  for (const Activation& a : trainer.model().activations()) {
    per_image += static_cast<std::int64_t>(a.shape.elements());
  }
  CHECK(compared == 24 * recipe.batch * per_image);
}

// Random colours: the signed input rule, no padding, and few bits, which clamp often.
TEST_CASE("L7 holds for colour images and few bits", "[train][exactness]") {
  DatasetPair data;
  for (Dataset* part : {&data.train, &data.test}) {
    part->channels = 3;
    part->height = part->width = 32;
    const RandomStream random(1, Purpose::glyph_train);
    for (std::uint64_t i = 0; i < 64 * part->image_bytes(); ++i) {
      part->pixels.push_back(static_cast<std::uint8_t>(random.bits(i)));
    }
    for (int i = 0; i < 64; ++i) part->labels.push_back(static_cast<std::uint8_t>(i % 10));
  }
  std::vector<int> batch(64);
  for (int i = 0; i < 64; ++i) batch[static_cast<std::size_t>(i)] = i;
  for (const char* bits : {"8", "4", "2"}) {
    Trainer trainer(
        small_recipe({std::string("bits.weights=") + bits, std::string("bits.activations=") + bits,
                      std::string("bits.input=") + bits, "data.flip=true"}),
        data);
    for (int step = 0; step < 4; ++step) {
      trainer.quantised_step(batch, step, step, step < 3 ? Exponents::searched : Exponents::frozen);
      const Network n_t = trainer.model().step_network();
      validate(n_t);
      std::int64_t compared = 0;
      CAPTURE(bits, step);
      REQUIRE(differing(trainer.model(), n_t, &compared) == 0);
      REQUIRE(differing_from_oracle(trainer.model(), n_t, step) == 0);
    }
  }
}

TEST_CASE("in frozen mode E_t is the next step's network", "[train][exactness]") {
  const Recipe recipe = small_recipe();
  const DatasetPair data = small_data(recipe);
  Trainer trainer(recipe, data);
  std::vector<int> batch(static_cast<std::size_t>(recipe.batch));
  for (int i = 0; i < recipe.batch; ++i) batch[static_cast<std::size_t>(i)] = i;
  for (int step = 0; step < 5; ++step) {
    trainer.quantised_step(batch, 0, step, Exponents::searched);
  }
  for (int step = 5; step < 8; ++step) {
    const Network e_t = trainer.model().export_network();
    validate(e_t);
    trainer.quantised_step(batch, 0, step, Exponents::frozen);
    std::int64_t compared = 0;
    REQUIRE(differing(trainer.model(), e_t, &compared) == 0);
    REQUIRE(compared > 0);
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
  CHECK_THROWS_AS(recipe_of(Network{}), Error);
}

}  // namespace
}  // namespace isomer::train
