// SPDX-License-Identifier: Apache-2.0
//
// What recipes make of a run: teachers, losses, mixing, calibration, bits.

#include "train/session.h"

#include <catch2/catch.hpp>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "isa/network/accumulator_bits.h"
#include "tests/train/data/files.h"
#include "tests/train/small_training.h"
#include "train/metrics/report.h"
#include "train/steps.h"
#include "train/training_data.h"

namespace isomer::train {
namespace {

TEST_CASE("the small run learns, in float and in integers", "[train][session]") {
  const TrainingResult result =
      train(small_recipe({"float.epochs=8", "data.glyph_train_images=3200"}));
  CHECK(result.float_accuracy.top1 > 0.75);
  CHECK(result.integer_accuracy.top1 > 0.75);
  CHECK(result.integer_accuracy.images == 100);
  CHECK(result.network.provenance.at("test_images") == "100");
  CHECK(result.network.provenance.at("teacher") == result.teacher_hash);
  CHECK(result.quantised_steps == 150);
  CHECK(result.representable_steps == 150);
}

TEST_CASE("runs that share a teacher's file share its bits", "[train][session]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "t.isoteacher";
  TrainingOptions options;
  options.save_teacher = path;
  const TrainingResult whole = train(small_residual_recipe(), options);
  const std::string teacher = "teacher=" + path.string();
  const TrainingResult part = train(small_residual_recipe({teacher}));
  CHECK(part.teacher_hash == whole.teacher_hash);
  CHECK(part.float_accuracy.top1 == whole.float_accuracy.top1);
  CHECK(part.log.epochs.front().phase == "quantised");
  CHECK_THAT(part.network.provenance.at("recipe"), Catch::Contains(whole.teacher_hash));

  CHECK_THROWS_WITH(train(small_recipe({teacher})), Catch::Contains("does not fit"));
  auto bytes = isomer::read_file(path);
  bytes[bytes.size() / 2] ^= std::byte{1};
  write_file_atomically(path, bytes);
  CHECK_THROWS_AS(train(small_residual_recipe({teacher})), Error);
}

TEST_CASE("the consistency loss never reads a label", "[train][session]") {
  const TemporaryFolder folder;
  const std::string teacher = (folder.path() / "t.isoteacher").string();
  TrainingOptions options;
  options.save_teacher = teacher;
  train(small_recipe(), options);
  const auto integers = [&](std::vector<std::string> overrides) {
    overrides.push_back("teacher=" + teacher);
    return integers_of(train(small_recipe(overrides)).network);
  };
  const auto labelled = integers({"loss.teacher=1"});
  CHECK(integers({"loss.teacher=1", "data.permute_labels=true"}) == labelled);
  CHECK(integers({"loss.teacher=0.5", "data.permute_labels=true"}) !=
        integers({"loss.teacher=0.5"}));

  // Without any labels.
  const Recipe recipe = small_recipe({"loss.teacher=1", "teacher=" + teacher});
  TrainingData data = load_training_data(recipe);
  const auto weights_after = [&](const Recipe& of) {
    ThreadTeam team(1);
    Steps steps(of, data.train, team);
    steps.begin_quantised(load_teacher(teacher), teacher);
    std::vector<int> batch(64);
    for (int i = 0; i < 64; ++i) batch[static_cast<std::size_t>(i)] = i;
    for (int step = 0; step < 4; ++step) {
      steps.load(batch, step);
      steps.quantised_step(step, {});
    }
    return teacher_of(steps.model(), "").arrays.front().values;
  };
  const std::vector<float> with = weights_after(recipe);
  data.train.labels.clear();
  CHECK(weights_after(recipe) == with);
  SECTION("neither do statistics and calibration") {
    ThreadTeam team(1);
    const Recipe calibrates = small_recipe({"quantised.epochs=0", "teacher=" + teacher});
    Steps steps(calibrates, data.train, team);
    steps.begin_quantised(load_teacher(teacher), teacher);
    steps.load(std::vector<int>(64, 1), 0);
    CHECK_NOTHROW(steps.renew_statistics());
    CHECK_NOTHROW(steps.calibrate(0));
  }
  CHECK_THROWS_WITH(weights_after(small_recipe()), Catch::Contains("no labels"));
}

TEST_CASE("zero quantised epochs calibrate and learn nothing", "[train][session]") {
  const auto calibrate = [](const char* rule) {
    return train(
        small_residual_recipe({"quantised.epochs=0", "quantised.calibration_batches=7",
                               std::string("quantised.exponents=") + rule, "bits.weights=4"}));
  };
  const TrainingResult search = calibrate("search");
  CHECK(search.quantised_steps == 0);
  REQUIRE(search.log.epochs.size() == 4);
  CHECK(search.log.epochs.back().phase == "calibration");
  CHECK(search.log.epochs[2].steps == 5);
  CHECK(search.log.epochs[3].steps == 2);
  CHECK(integers_of(search.network) != integers_of(calibrate("ceil").network));
  CHECK(integers_of(search.network) != integers_of(calibrate("floor").network));
}

TEST_CASE("mixing ends before exponents freeze, and is logged", "[train][session]") {
  const std::vector<std::string> mixing = {"quantised.epochs=5", "mixing.ramp_epochs=2",
                                           "mixing.ramp_share=0.5", "mixing.ramp_step_epochs=1",
                                           "mixing.readjust_epochs=1"};
  const auto with = [&](const std::string& more) {
    std::vector<std::string> overrides = mixing;
    overrides.push_back(more);
    return train(small_residual_recipe(overrides));
  };
  // Epoch 1 is complete already: 0.5 (1 + 1). Floats in epochs 0 and 2 only.
  const TrainingResult real = with("mixing.filler=float");
  CHECK(real.quantised_steps == 25);
  CHECK(real.representable_steps == 15);
  CHECK(with("mixing.filler=ise16").representable_steps == 25);
  CHECK_THROWS_WITH(with("mixing.order=magnitude"), Catch::Contains("keeps every member"));
  CHECK(integers_of(with("mixing.freeze_quantised=true").network) != integers_of(real.network));
}

TEST_CASE("absorbed batch norm leaves no pairs, affine leaves one per unit", "[train][session]") {
  const auto pairs = [](const Network& network) {
    int count = 0;
    for (const Layer& layer : network.layers) {
      const auto* c = std::get_if<Convolution>(&layer.operation);
      count += c != nullptr && c->post.affine ? 1 : 0;
    }
    return count;
  };
  CHECK(pairs(train(small_residual_recipe({"quantised.batch_norm=affine"})).network) > 5);
  CHECK(pairs(train(small_residual_recipe({"quantised.batch_norm=absorb"})).network) == 0);
}

TEST_CASE("bits of single layers and of accumulators are obeyed", "[train][session]") {
  const Network network =
      train(small_recipe({"bits.weights=6", "layers.fc*.weights=3", "layers.fc1.weights=5",
                          "layers.conv1.activations=4", "bits.accumulator=16"}))
          .network;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    const auto* c = std::get_if<Convolution>(&layer.operation);
    if (c == nullptr) continue;
    const int bits = c->weight_format.bits;
    CAPTURE(layer.name);
    CHECK(bits == (layer.name == "fc1" ? 5 : layer.name.starts_with("fc") ? 3 : 6));
    CHECK(accumulator_bits_needed(network, layer) <= 16);
    if (layer.name == "conv1") CHECK(network.tensors[i + 1].format.bits == 4);
  }
  CHECK_THROWS_WITH(train(small_recipe({"layers.fc9.weights=3"})),
                    Catch::Contains("fits no layer"));
}

TEST_CASE("reports hold every table", "[train][session]") {
  const TemporaryFolder folder;
  const Recipe recipe = small_residual_recipe({"quantised.epochs=0"});  // near the teacher
  TrainingOptions options;
  options.wants_layers = true;
  const TrainingResult result = train(recipe, options);
  for (const LayerQuality& layer : result.layers) {
    CAPTURE(layer.name);
    CHECK(layer.sqnr_db() > 12);
  }
  // On as many images whatever the batch.
  const TrainingData data = load_training_data(recipe);
  ThreadTeam team(2);
  std::vector<double> signals;
  for (const char* batch : {"batch=16", "batch=64"}) {
    Steps steps(small_residual_recipe({batch}), data.train, team);
    const auto teacher = steps.make_teacher(result.teacher, "the test");
    signals.push_back(layer_quality(*teacher, result.network, team, data.test, 40)[0].signal);
  }
  CHECK(signals[0] == signals[1]);
  save_report(recipe, result, folder.path() / "report");
  for (const char* file :
       {"report.json", "log.csv", "classes.csv", "confusion_teacher.csv", "confusion_network.csv",
        "confusion_difference.csv", "layers.csv", "densities.csv"}) {
    CAPTURE(file);
    CHECK(isomer::read_file(folder.path() / "report" / file).size() > 50);
  }
}

}  // namespace
}  // namespace isomer::train
