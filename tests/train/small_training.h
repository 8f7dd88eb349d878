// SPDX-License-Identifier: Apache-2.0
//
// A training run of a second: few drawn digits of 12 x 12 pixels.

#ifndef TESTS_TRAIN_SMALL_TRAINING_H_
#define TESTS_TRAIN_SMALL_TRAINING_H_

#include <string>
#include <vector>

#include "train/data/glyphs.h"
#include "train/recipe/recipe.h"

namespace isomer::train {

inline Recipe small_recipe(std::vector<std::string> overrides = {}) {
  overrides.insert(overrides.begin(),
                   {"batch=64", "threads=2", "data.glyph_size=12", "data.glyph_train_images=640",
                    "data.glyph_test_images=100", "data.crop=1", "float.epochs=2",
                    "quantised.epochs=3", "quantised.frozen_epochs=1"});
  return parse_recipe("", "small", overrides);
}

inline DatasetPair small_data(const Recipe& recipe) {
  return make_glyphs({.seed = recipe.seed,
                      .size = recipe.glyph_size,
                      .train_images = recipe.glyph_train_images,
                      .test_images = recipe.glyph_test_images});
}

}  // namespace isomer::train

#endif  // TESTS_TRAIN_SMALL_TRAINING_H_
