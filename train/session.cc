// SPDX-License-Identifier: Apache-2.0

#include "train/session.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/container/error.h"
#include "isa/container/output_file.h"
#include "sim/kernels/nhwc/transpose.h"
#include "train/data/loader.h"
#include "train/evaluate.h"
#include "train/trainer.h"
#include "train/training_data.h"

namespace isomer::train {
namespace {

void check_files(const TrainingOptions& options) {
  if (options.resume && options.checkpoint.empty()) {
    throw Error("resuming needs the checkpoint file to resume from");
  }
  for (const auto& output :
       {options.checkpoint, options.log, options.json_log, options.save_teacher}) {
    if (!output.empty()) require_writable(output);
  }
  if (!options.resume && std::filesystem::is_regular_file(options.checkpoint)) {
    throw Error(
        fmt::format("{}: a checkpoint is there already; go on from it with --resume, or "
                    "remove it",
                    options.checkpoint.string()));
  }
}

void check_image(const Network& network, std::size_t index, std::span<const std::int32_t> image) {
  const auto elements = static_cast<std::size_t>(network.input().elements());
  if (image.size() != elements) {
    throw Error(fmt::format("network {}: image {} has {} elements instead of {}", network.name,
                            index, image.size(), elements));
  }
  const Format& format = network.input().format;
  const auto is_outside = [&](std::int32_t d) { return d < format.min() || d > format.max(); };
  if (std::ranges::any_of(image, is_outside)) {
    throw Error(fmt::format("network {}: image {} holds integers outside the input's format",
                            network.name, index));
  }
}

}  // namespace

TrainingResult train(const Recipe& recipe, const TrainingOptions& options) {
  check_files(options);
  const TrainingData data = load_training_data(recipe);
  Trainer trainer(recipe, data);
  trainer.run(options);
  return trainer.result(options.wants_layers);
}

Recipe recipe_of(const Network& network) {
  const auto found = network.provenance.find("recipe");
  if (found == network.provenance.end()) {
    throw Error(fmt::format(
        "network {}: carries no recipe, so its data is unknown; train it with `isomer train`",
        network.name));
  }
  return parse_recipe(found->second, "the recipe of network " + network.name);
}

TestImages load_test_images(const Recipe& recipe, int count) {
  const Dataset data = load_test_data(recipe);
  const int images = count < 0 ? data.size() : std::min(count, data.size());
  const Format format = input_format(data.channels, recipe.input_bits);
  TestImages test;
  for (int i = 0; i < images; ++i) {
    write_image(data, i, format, test.images.emplace_back(data.image_bytes()));
    if (data.has_labels()) test.labels.push_back(data.labels[static_cast<std::size_t>(i)]);
  }
  return test;
}

Accuracy measure(const Network& network, const TestImages& test, int threads) {
  ThreadTeam team(threads);
  return accuracy(predict_integer(network, team, test.images), test.labels);
}

std::vector<std::vector<std::vector<std::int32_t>>> training_tensors(
    const Network& network, std::span<const std::vector<std::int32_t>> images, int threads) {
  constexpr std::size_t kBatch = 4 * kernels::kShard;
  ThreadTeam team(threads);
  Model model(network, kBatch, team);
  ActivationTensor& x = model.input();
  std::vector<std::vector<std::vector<std::int32_t>>> tensors;
  for (std::size_t first = 0; first < images.size(); first += kBatch) {
    const std::size_t count = std::min(kBatch, images.size() - first);
    for (std::size_t i = 0; i < count; ++i) {
      const std::vector<std::int32_t>& image = images[first + i];
      check_image(network, first + i, image);
      kernels::nhwc::from_nchw(1, x.shape.channels, x.pixels(), image,
                               x.integers.from(i * x.elements()));
    }
    model.forward_quantised({.exponents = Exponents::given});
    for (std::size_t i = 0; i < count; ++i) {
      tensors.push_back(model.retained(static_cast<int>(i)));
    }
  }
  return tensors;
}

}  // namespace isomer::train
