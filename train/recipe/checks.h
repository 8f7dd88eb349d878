// SPDX-License-Identifier: Apache-2.0

#ifndef TRAIN_RECIPE_CHECKS_H_
#define TRAIN_RECIPE_CHECKS_H_

#include <string_view>

#include "train/recipe/recipe.h"

namespace isomer::train {

// What no single key can show to be wrong: Error names `file` and the keys that contradict.
void check_recipe(const Recipe& recipe, std::string_view file);

}  // namespace isomer::train

#endif  // TRAIN_RECIPE_CHECKS_H_
