// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "tools/isomer/command.h"
#include "tools/isomer/options.h"
#include "tools/isomer/report.h"
#include "tools/isomer/training.h"
#include "train/data/loader.h"
#include "train/evaluate.h"
#include "train/steps.h"
#include "train/training_data.h"

namespace isomer {
namespace {

constexpr char kAbout[] =
    "Measures training steps of a recipe, forward, backward and update, in images per second:\n"
    "  float      the float model\n"
    "  dynamic    the quantised one, exponents searched; those of parameters by their share, once\n"
    "             in 100 steps\n"
    "  frozen     the quantised one, exponents frozen\n"
    "  mcl        likewise, with the teacher's consistency loss instead of labels\n"
    "  inference  no training: the integer network on the runner, with batch norm absorbed where\n"
    "             the recipe says so\n"
    "Training has batch norm on batch statistics and all weights quantised. Loading and\n"
    "augmentation are outside the clock, and a tenth of the steps, at least two, are made before\n"
    "it starts.";

// Values of images that inference is measured on at a time, 256 MiB; they come again and again.
constexpr std::int64_t kValuesAtOnce = 1 << 26;

using Clock = std::chrono::steady_clock;
using train::Exponents;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Every step on a batch of its own, in order, around and around.
class Bench {
 public:
  Bench(const train::Recipe& recipe, const train::TrainingData& data)
      : team_(recipe.threads), steps_(recipe, data.train, team_), data_(data) {
    steps_.begin_float();
    teacher_ = train::teacher_of(steps_.model(), recipe.model);
  }

  // Images per second.
  double run(const std::string& phase, int steps) {
    if (phase != "float") begin_quantised(phase == "inference");
    if (phase == "inference") return infer(steps);
    const int before = std::max(steps / 10, 2);
    for (int i = 0; i < before; ++i) step(phase, i);
    double seconds = 0;
    for (int i = 0; i < steps; ++i) seconds += step(phase, before + i);
    if (phase == "dynamic") seconds += search_seconds() * steps / train::kSearchInterval;
    return steps * static_cast<double>(batch()) / seconds;
  }

  bool is_absorbed() const { return steps_.is_absorbed(); }

 private:
  int batch() const { return steps_.recipe().batch; }

  // Averages of exponents, and of statistics that are absorbed, exist from here on.
  void begin_quantised(bool for_inference) {
    constexpr int kSteps = 2;
    steps_.begin_quantised(teacher_, "the benchmark");
    if (for_inference && steps_.recipe().batch_norm == "absorb") {
      for (int i = 0; i < kSteps; ++i) {
        load(i);
        steps_.renew_statistics();
      }
      steps_.absorb_batch_norm();
    }
    steps_.model().search_parameters();
    for (int i = 0; i < kSteps; ++i) step("dynamic", i);
  }

  void load(int number) {
    std::vector<int> indices;
    for (int i = 0; i < batch(); ++i) {
      indices.push_back(
          static_cast<int>((std::int64_t{number} * batch() + i) % data_.train.size()));
    }
    steps_.load(indices, 0);
  }

  double step(const std::string& phase, int number) {
    load(number);
    const auto start = Clock::now();
    if (phase == "float") {
      steps_.float_step(number);
    } else {
      const bool is_frozen = phase != "dynamic";
      const int without_search = 1 + number % (train::kSearchInterval - 1);
      steps_.quantised_step(without_search,
                            {.exponents = is_frozen ? Exponents::frozen : Exponents::searched,
                             .statistics = train::Statistics::batch});
    }
    return seconds_since(start);
  }

  // Of one search of the exponents of all parameters.
  double search_seconds() {
    constexpr int kSearches = 3;
    const auto start = Clock::now();
    for (int i = 0; i < kSearches; ++i) steps_.model().search_parameters();
    return seconds_since(start) / kSearches;
  }

  // As many images as the steps of training have: those of the test, around and around.
  double infer(int steps) {
    const Network network = steps_.model().export_network();
    const std::int64_t count = std::int64_t{steps} * batch();
    const std::int64_t at_once =
        std::min(count, std::max<std::int64_t>(kValuesAtOnce / network.input().elements(), 1));
    std::vector<Values> images;
    for (std::int64_t i = 0; i < at_once; ++i) {
      train::write_image(data_.test, static_cast<int>(i % data_.test.size()),
                         network.input().format, images.emplace_back(data_.test.image_bytes()));
    }
    const std::span<const Values> all(images);
    train::predict_integer(network, team_, all.first(images.size() / 10 + 1));
    const auto start = Clock::now();
    for (std::int64_t done = 0; done < count; done += at_once) {
      const auto part = static_cast<std::size_t>(std::min(at_once, count - done));
      train::predict_integer(network, team_, all.first(part));
    }
    return static_cast<double>(count) / seconds_since(start);
  }

  using Values = std::vector<std::int32_t>;

  train::ThreadTeam team_;
  train::Steps steps_;
  const train::TrainingData& data_;
  train::Teacher teacher_;
};

// Pixels by chance, for recipes whose files are not there.
train::Dataset synthetic(const train::Dataset& like, int images) {
  train::Dataset data = like;
  const train::RandomStream random(1, train::Purpose::glyph_train);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(images) * like.image_bytes());
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    pixels[i] = static_cast<std::uint8_t>(random.bits(i));
  }
  data.images = std::make_shared<train::StoredImages>(std::move(pixels), like.image_bytes());
  for (int i = 0; i < images; ++i) {
    data.labels.push_back(static_cast<std::uint16_t>(i % like.classes));
  }
  return data;
}

train::TrainingData data_for(const train::Recipe& recipe) {
  const train::DataRecipe& data = recipe.data;
  if (!data.path.empty() || data.name == "glyphs") return train::load_training_data(recipe);
  train::Dataset like;
  like.name = "synthetic";
  if (data.name == "folder") {
    like = {"synthetic", data.channels, data.height, data.width, 1000, nullptr, {}, {}};
  } else if (data.name.starts_with("cifar")) {
    like = {"synthetic", 3, 32, 32, data.name == "cifar100" ? 100 : 10, nullptr, {}, {}};
  } else {
    like = {"synthetic", 1, 28, 28, 10, nullptr, {}, {}};
  }
  const int images = 4 * recipe.batch;
  return {.train = synthetic(like, images), .held_out = {}, .test = synthetic(like, images)};
}

}  // namespace

int benchmark_training_command(const Arguments& arguments) {
  std::string name;
  std::vector<std::string> overrides;
  std::string data_folder;
  std::string phase = "frozen";
  int steps = 50;
  int threads = 2;
  std::string json;
  Options options("benchmark-training", kAbout,
                  {"isomer benchmark-training resnet20 --phase frozen --threads 2",
                   "isomer benchmark-training lenet5-cifar10 --phase mcl --json mcl.json"});
  options.operand("RECIPE", &name);
  options.value("phase", &phase, "PHASE", "float, dynamic, frozen, mcl or inference");
  options.value("steps,n", &steps, "N", "of a batch each");
  options.value("threads,j", &threads, "N", "that train");
  options.optional(
      "data", &data_folder, "FOLDER",
      "the recipe's data; random pixels if absent, drawn digits where it asks for them");
  options.repeatable("set", &overrides, "KEY=VALUE", "change a key of the recipe; repeatable");
  options.optional("json", &json, "FILE", "write the figure as JSON");
  if (!options.parse(arguments)) return kSuccess;
  choice("--phase", phase, {"float", "dynamic", "frozen", "mcl", "inference"});
  check_range("--steps", steps, 1, 1'000'000);
  check_range("--threads", threads, 1, 256);
  check_outputs({json});
  overrides.push_back(fmt::format("threads={}", threads));
  if (phase == "mcl") overrides.insert(overrides.end(), {"loss.teacher=1", "loss.labels=0"});
  train::Recipe recipe = train::find_recipe(name, overrides);
  use_data_folder(&recipe, data_folder);

  const train::TrainingData data = data_for(recipe);
  Bench bench(recipe, data);
  Report report;
  report["recipe"] = recipe.name;
  report["model"] = recipe.model;
  report["data"] = data.train.name;
  report["phase"] = phase;
  report["batch"] = recipe.batch;
  report["threads"] = threads;
  report["backward"] = recipe.backward;
  report["steps"] = steps;
  report["images"] = std::int64_t{steps} * recipe.batch;
  report["images_per_second"] = rounded(bench.run(phase, steps), 1);
  report["batch norm absorbed"] = bench.is_absorbed();
  fmt::print("{}", to_text(report));
  save_json(report, json);
  return kSuccess;
}

}  // namespace isomer
