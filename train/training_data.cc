// SPDX-License-Identifier: Apache-2.0

#include "train/training_data.h"

#include <fmt/format.h>

#include <utility>

#include "isa/container/error.h"
#include "train/data/cifar.h"
#include "train/data/glyphs.h"
#include "train/data/idx.h"
#include "train/thread_team.h"

namespace isomer::train {
namespace {

DatasetPair load_pair(const Recipe& recipe, const FolderProgress& progress) {
  const DataRecipe& data = recipe.data;
  if (data.name == "glyphs") {
    return make_glyphs({.seed = recipe.seed,
                        .size = data.glyph_size,
                        .train_images = data.glyph_train_images,
                        .test_images = data.glyph_test_images});
  }
  if (data.path.empty()) {
    throw Error(
        fmt::format("recipe {}: {} is read from files: name their folder with --data or data.path",
                    recipe.name, data.name));
  }
  if (data.name == "cifar10") return load_cifar10(data.path);
  if (data.name == "cifar100") return load_cifar100(data.path);
  if (data.name == "folder") {
    ThreadTeam team(recipe.threads);
    DatasetPair pair = load_folder(
        data.path, {.height = data.height, .width = data.width, .channels = data.channels}, team,
        progress);
    for (Dataset* part : {&pair.train, &pair.test}) {
      if (part->classes == 0) part->classes = data.classes;
    }
    return pair;
  }
  return load_idx(data.path, data.name);
}

}  // namespace

TrainingData load_training_data(const Recipe& recipe, const FolderProgress& progress) {
  DatasetPair pair = load_pair(recipe, progress);
  TrainingData data{.train = std::move(pair.train), .held_out = {}, .test = std::move(pair.test)};
  const int held_out = recipe.data.held_out;
  if (held_out > 0) {
    if (held_out >= data.train.size()) {
      throw Error(fmt::format("recipe {}: data.held_out = {} leaves none of {} training images",
                              recipe.name, held_out, data.train.size()));
    }
    HeldOut parts = hold_out(data.train, held_out);
    data.train = std::move(parts.train);
    data.held_out = std::move(parts.held_out);
  }
  if (recipe.data.permute_labels) permute_labels(data.train, recipe.seed);
  return data;
}

Dataset load_test_data(const Recipe& recipe, const FolderProgress& progress) {
  return load_pair(recipe, progress).test;
}

}  // namespace isomer::train
