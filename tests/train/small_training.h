// SPDX-License-Identifier: Apache-2.0
//
// A training run of a second: few drawn digits of 12 x 12 pixels.

#ifndef TESTS_TRAIN_SMALL_TRAINING_H_
#define TESTS_TRAIN_SMALL_TRAINING_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "isa/network/network.h"
#include "train/recipe/recipe.h"

namespace isomer::train {

inline Recipe small_recipe(std::vector<std::string> overrides = {}) {
  overrides.insert(overrides.begin(),
                   {"batch=64", "threads=2", "data.glyph_size=12", "data.glyph_train_images=640",
                    "data.glyph_test_images=100", "data.crop=1", "float.epochs=2",
                    "quantised.epochs=3", "quantised.frozen_epochs=1"});
  return parse_recipe("", "small", overrides);
}

// The same on a network with batch norm and residuals.
inline Recipe small_residual_recipe(std::vector<std::string> overrides = {}) {
  overrides.insert(overrides.begin(), {"model=resnet8", "batch=32", "data.glyph_train_images=160",
                                       "data.glyph_test_images=40"});
  return small_recipe(std::move(overrides));
}

// The bytes of the network's file: weights, exponents, accuracies, recipe.
inline std::vector<std::byte> bytes_of(const Network& network) { return encode_network(network); }

// All but where it comes from.
inline std::vector<std::byte> integers_of(Network network) {
  network.provenance.clear();
  return encode_network(network);
}

}  // namespace isomer::train

#endif  // TESTS_TRAIN_SMALL_TRAINING_H_
