// SPDX-License-Identifier: Apache-2.0
//
// Everything that decides the result of a training run: a TOML file and key=value overrides. Two
// runs of equal recipes on one kind of CPU give the same bits; `threads` changes only the speed.

#ifndef TRAIN_RECIPE_RECIPE_H_
#define TRAIN_RECIPE_RECIPE_H_

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace isomer::train {

// One phase of training; its learning rate falls from `learning_rate` as `schedule` says.
struct PhaseRecipe {
  int epochs = 0;
  double learning_rate = 0.05;
  std::string schedule = "cosine";  // "cosine" to zero, "step", or "constant"
  int step_epochs = 20;             // "step": every so many epochs ...
  double step_factor = 0.1;         // ... times this
  double momentum = 0.9;
  double weight_decay = 4e-5;
};

struct Recipe {
  std::string name = "unnamed";
  std::uint64_t seed = 1;
  int threads = 2;
  int batch = 128;  // a multiple of 16
  std::string model = "lenet5";

  // [data]
  std::string data = "glyphs";  // "glyphs", "mnist", "fashion-mnist" or "cifar10"
  std::string data_path;        // folder, needed to load; unused by glyphs, no part of a network
  bool flip = false;            // mirror half of the training images
  int crop = 0;                 // shift training images by up to so many pixels, zeros enter
  int glyph_size = 28;
  int glyph_train_images = 12000;
  int glyph_test_images = 2000;

  PhaseRecipe float_phase;      // [float]: the teacher, and the start of the quantised phase
  PhaseRecipe quantised_phase;  // [quantised]
  int frozen_epochs = 1;        // last epochs of the quantised phase, exponents frozen

  // [bits]
  int weight_bits = 8;
  int activation_bits = 8;
  int bias_bits = 8;
  int input_bits = 8;
  int logit_bits = 8;
};

// Parses TOML and applies overrides such as "float.epochs=3" or "seed=7", in order. Error, in one
// sentence, for unknown keys (with the nearest known one), wrong types and values out of range.
// `file` is only for messages.
Recipe parse_recipe(std::string_view toml, std::string_view file,
                    std::span<const std::string> overrides = {});

// A stock recipe by name ("glyphs", "lenet5-mnist", "lenet5-cifar10": embedded at build time from
// train/recipe), or, when `name_or_path` ends in .toml, a file.
Recipe find_recipe(const std::string& name_or_path, std::span<const std::string> overrides = {});
std::vector<std::string> stock_recipes();

// The complete recipe as TOML; parse_recipe gives it back.
std::string to_toml(const Recipe& recipe);

}  // namespace isomer::train

#endif  // TRAIN_RECIPE_RECIPE_H_
