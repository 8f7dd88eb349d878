// SPDX-License-Identifier: Apache-2.0

#include "train/recipe/recipe.h"

#include <fmt/format.h>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "isa/container/suggestion.h"
#include "train/recipe/checks.h"
#include "train/recipe/reader.h"
#include "train/recipe/stock_recipes.h"

namespace isomer::train {

Recipe parse_recipe(std::string_view toml, std::string_view file,
                    std::span<const std::string> overrides) {
  Recipe recipe;
  RecipeReader reader(&recipe);
  reader.read(parse_toml(toml, file), file);
  for (const std::string& text : overrides) reader.apply(text);
  reader.finish();
  check_recipe(recipe, file);
  return recipe;
}

Recipe find_recipe(const std::string& name_or_path, std::span<const std::string> overrides) {
  if (name_or_path.ends_with(".toml")) {
    const std::vector<std::byte> bytes = read_file(name_or_path);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return parse_recipe(text, name_or_path, overrides);
  }
  for (const StockRecipe& recipe : embedded_recipes()) {
    if (recipe.name == name_or_path) return parse_recipe(recipe.toml, recipe.name, overrides);
  }
  throw Error(fmt::format("there is no stock recipe '{}' (a file's name ends in .toml){}",
                          name_or_path, suggestion(name_or_path, stock_recipes())));
}

std::vector<std::string> stock_recipes() {
  std::vector<std::string> names;
  for (const StockRecipe& recipe : embedded_recipes()) names.emplace_back(recipe.name);
  return names;
}

}  // namespace isomer::train
