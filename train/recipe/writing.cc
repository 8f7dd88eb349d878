// SPDX-License-Identifier: Apache-2.0
//
// A recipe as the text it would be read from.

#include <fmt/format.h>
#include <toml++/toml.h>

#include <sstream>
#include <type_traits>

#include "train/recipe/fields.h"

namespace isomer::train {
namespace {

std::string quoted(const std::string& text) {
  std::ostringstream out;
  const toml::value<std::string> value(text);
  out << toml::toml_formatter(value);
  return out.str();
}

std::string toml_value(const RecipeField& field) {
  return std::visit(
      [](auto* target) -> std::string {
        using T = std::remove_pointer_t<decltype(target)>;
        if constexpr (std::is_same_v<T, std::string>) {
          return quoted(*target);
        } else if constexpr (std::is_same_v<T, double>) {
          const std::string text = fmt::format("{}", *target);
          const bool is_real = text.find_first_of(".e") != std::string::npos;
          return is_real ? text : text + ".0";
        } else {
          return fmt::format("{}", *target);
        }
      },
      field.target);
}

}  // namespace

std::string to_toml(const Recipe& recipe) {
  Recipe copy = recipe;
  std::string text;
  std::string section;
  for (const RecipeField& field : fields_of(copy)) {
    if (field.section != section) {
      text += fmt::format("\n[{}]\n", field.section);
      section = field.section;
    }
    text += fmt::format("{} = {}\n", field.key, toml_value(field));
  }
  for (LayerRecipe& layer : copy.layers) {
    text += fmt::format("\n[{}.{}]\n", kLayers, quoted(layer.name));
    for (const RecipeField& field : fields_of(layer)) {
      text += fmt::format("{} = {}\n", field.key, toml_value(field));
    }
  }
  return text;
}

}  // namespace isomer::train
