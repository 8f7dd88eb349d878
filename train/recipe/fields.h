// SPDX-License-Identifier: Apache-2.0
//
// The keys of a recipe: one table for reading, overriding, checking and writing.

#ifndef TRAIN_RECIPE_FIELDS_H_
#define TRAIN_RECIPE_FIELDS_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "train/recipe/recipe.h"

namespace isomer::train {

struct RecipeField {
  std::string section;  // empty: top level
  std::string key;
  std::variant<int*, std::uint64_t*, double*, bool*, std::string*> target;
  double min = 0;  // of numbers
  double max = 0;
  std::vector<std::string> choices = {};  // of strings; empty: any text

  std::string dotted() const { return section.empty() ? key : section + "." + key; }
};

// Every key but those of single layers, in the order of a written recipe, bound to the members of
// `recipe`.
std::vector<RecipeField> fields_of(Recipe& recipe);

// The keys that a layer's table may have, likewise; their section is [layers."NAME"].
inline constexpr char kLayers[] = "layers";
std::vector<RecipeField> fields_of(LayerRecipe& layer);

}  // namespace isomer::train

#endif  // TRAIN_RECIPE_FIELDS_H_
