// SPDX-License-Identifier: Apache-2.0

#include "train/session.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/container/error.h"
#include "isa/container/output_file.h"
#include "train/data/dataset.h"
#include "train/data/glyphs.h"
#include "train/data/loader.h"
#include "train/evaluate.h"
#include "train/trainer.h"

namespace isomer::train {
namespace {

DatasetPair load_data(const Recipe& recipe) {
  if (recipe.data == "glyphs") {
    return make_glyphs({.seed = recipe.seed,
                        .size = recipe.glyph_size,
                        .train_images = recipe.glyph_train_images,
                        .test_images = recipe.glyph_test_images});
  }
  if (recipe.data_path.empty()) {
    throw Error(
        fmt::format("recipe {}: {} is read from files: name their folder with --data or data.path",
                    recipe.name, recipe.data));
  }
  if (recipe.data == "cifar10") return load_cifar10(recipe.data_path);
  return load_idx(recipe.data_path, recipe.data);
}

}  // namespace

TrainingResult train(const Recipe& recipe, const TrainingOptions& options) {
  if (options.resume && options.checkpoint.empty()) {
    throw Error("resuming needs the checkpoint file to resume from");
  }
  for (const auto& output : {options.checkpoint, options.log}) {
    if (!output.empty()) require_writable(output);
  }
  if (!options.resume && std::filesystem::is_regular_file(options.checkpoint)) {
    throw Error(
        fmt::format("{}: a checkpoint is there already; go on from it with --resume, or "
                    "remove it",
                    options.checkpoint.string()));
  }
  const DatasetPair data = load_data(recipe);
  Trainer trainer(recipe, data);
  trainer.run(options);
  return trainer.result();
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
  const DatasetPair data = load_data(recipe);
  const int images = count < 0 ? data.test.size() : std::min(count, data.test.size());
  const Format format = input_format(data.test.channels, recipe.input_bits);
  TestImages test;
  for (int i = 0; i < images; ++i) {
    write_image(data.test.image(i), format, test.images.emplace_back(data.test.image_bytes()));
    test.labels.push_back(data.test.labels[static_cast<std::size_t>(i)]);
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
  const std::size_t elements = model.input().shape.elements();
  std::vector<std::vector<std::vector<std::int32_t>>> tensors;
  for (std::size_t first = 0; first < images.size(); first += kBatch) {
    const std::size_t count = std::min(kBatch, images.size() - first);
    for (std::size_t i = 0; i < count; ++i) {
      if (images[first + i].size() != elements) {
        throw Error(fmt::format("network {}: image {} has {} elements instead of {}", network.name,
                                first + i, images[first + i].size(), elements));
      }
      const auto is_outside = [&](std::int32_t d) {
        return d < network.input().format.min() || d > network.input().format.max();
      };
      if (std::ranges::any_of(images[first + i], is_outside)) {
        throw Error(fmt::format("network {}: image {} holds integers outside the input's format",
                                network.name, first + i));
      }
      std::copy(images[first + i].begin(), images[first + i].end(),
                model.input().integers.begin() + static_cast<std::ptrdiff_t>(i * elements));
    }
    model.forward_quantised(Exponents::given);
    for (std::size_t i = 0; i < count; ++i) {
      auto& of_image = tensors.emplace_back();
      for (const Activation& a : model.activations()) {
        const auto begin = a.integers.begin() + static_cast<std::ptrdiff_t>(i * a.shape.elements());
        of_image.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(a.shape.elements()));
      }
    }
  }
  return tensors;
}

}  // namespace isomer::train
