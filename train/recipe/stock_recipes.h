// SPDX-License-Identifier: Apache-2.0
//
// The recipe files that are compiled in.

#ifndef TRAIN_RECIPE_STOCK_RECIPES_H_
#define TRAIN_RECIPE_STOCK_RECIPES_H_

#include <span>
#include <string_view>

namespace isomer::train {

struct StockRecipe {
  std::string_view name;
  std::string_view toml;
};

std::span<const StockRecipe> embedded_recipes();

}  // namespace isomer::train

#endif  // TRAIN_RECIPE_STOCK_RECIPES_H_
