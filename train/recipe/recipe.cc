// SPDX-License-Identifier: Apache-2.0

#include "train/recipe/recipe.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>
#include <type_traits>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "isa/container/suggestion.h"
#include "train/recipe/fields.h"
#include "train/recipe/stock_recipes.h"

namespace isomer::train {
namespace {

template <typename... Args>
[[noreturn]] void refuse(std::string_view file, fmt::format_string<Args...> text, Args&&... args) {
  throw Error(fmt::format("{}: {}", file, fmt::format(text, std::forward<Args>(args)...)));
}

toml::table parse_toml(std::string_view text, std::string_view file) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& e) {
    refuse(file, "line {}: {}", e.source().begin.line, std::string(e.description()));
  }
}

void check_number(const RecipeField& field, double value, std::string_view file) {
  if (!(value >= field.min && value <= field.max)) {
    refuse(file, "{} = {} is not in {} .. {}", field.dotted(), value, field.min, field.max);
  }
}

void store(const RecipeField& field, const toml::node& node, std::string_view file) {
  const auto wrong_type = [&](const char* wanted) {
    refuse(file, "{} must be {}", field.dotted(), wanted);
  };
  if (auto* const* number = std::get_if<int*>(&field.target)) {
    if (!node.is_integer()) wrong_type("an integer");
    const std::int64_t value = node.as_integer()->get();
    check_number(field, static_cast<double>(value), file);
    **number = static_cast<int>(value);
  } else if (auto* const* seed = std::get_if<std::uint64_t*>(&field.target)) {
    if (!node.is_integer() || node.as_integer()->get() < 0) wrong_type("a natural number");
    **seed = static_cast<std::uint64_t>(node.as_integer()->get());
  } else if (auto* const* real = std::get_if<double*>(&field.target)) {
    if (!node.is_number()) wrong_type("a number");
    check_number(field, *node.value<double>(), file);
    **real = *node.value<double>();
  } else if (auto* const* flag = std::get_if<bool*>(&field.target)) {
    if (!node.is_boolean()) wrong_type("true or false");
    **flag = node.as_boolean()->get();
  } else {
    if (!node.is_string()) wrong_type("a text in quotes");
    const std::string& value = node.as_string()->get();
    const auto& choices = field.choices;
    if (!choices.empty() && std::ranges::find(choices, value) == choices.end()) {
      refuse(file, "{} = '{}' is not known{}", field.dotted(), value, suggestion(value, choices));
    }
    *std::get<std::string*>(field.target) = value;
  }
}

// Stores one key of a section, or refuses it with the nearest known key.
void store_key(const std::vector<RecipeField>& fields, const std::string& dotted,
               const toml::node& node, std::string_view file) {
  std::vector<std::string> known;
  for (const RecipeField& field : fields) {
    if (field.dotted() == dotted) return store(field, node, file);
    known.push_back(field.dotted());
  }
  refuse(file, "there is no key '{}'{}", dotted, suggestion(dotted, known));
}

void store_table(const std::vector<RecipeField>& fields, const toml::table& table,
                 const std::string& prefix, std::string_view file) {
  for (const auto& [key, node] : table) {
    const std::string dotted = prefix + std::string(key.str());
    const bool is_section = prefix.empty() && std::ranges::any_of(fields, [&](const auto& field) {
                              return field.section == dotted;
                            });
    if (is_section && node.is_table()) {
      store_table(fields, *node.as_table(), dotted + ".", file);
    } else {
      store_key(fields, dotted, node, file);
    }
  }
}

// "key=value": the value as TOML, or, where that cannot be parsed, as text without quotes.
void apply_override(const std::vector<RecipeField>& fields, const std::string& text) {
  const std::string file = fmt::format("override '{}'", text);
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) refuse(file, "is not of the form key=value");
  const std::string key = text.substr(0, equals);
  const std::string value = text.substr(equals + 1);
  const bool wants_text = std::ranges::any_of(fields, [&](const RecipeField& field) {
    return field.dotted() == key && std::holds_alternative<std::string*>(field.target);
  });
  if (wants_text && (value.empty() || value.front() != '"')) {
    return store_key(fields, key, toml::value<std::string>(value), file);
  }
  const toml::table table = parse_toml("value = " + value, file);
  store_key(fields, key, *table.get("value"), file);
}

// What no single key can show to be wrong.
void check(const Recipe& r, std::string_view file) {
  if (r.batch % 16 != 0) refuse(file, "batch = {} is not a multiple of 16", r.batch);
  if (r.frozen_epochs >= r.quantised_phase.epochs) {
    refuse(file,
           "quantised.frozen_epochs = {} leaves none of {} quantised epochs to choose exponents in",
           r.frozen_epochs, r.quantised_phase.epochs);
  }
}

std::string toml_value(const RecipeField& field) {
  return std::visit(
      [](auto* target) {
        using T = std::remove_pointer_t<decltype(target)>;
        if constexpr (std::is_same_v<T, std::string>) {
          const toml::value<std::string> text(*target);
          std::ostringstream out;
          out << toml::toml_formatter(text);
          return out.str();
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

Recipe parse_recipe(std::string_view toml, std::string_view file,
                    std::span<const std::string> overrides) {
  Recipe recipe;
  const std::vector<RecipeField> fields = fields_of(recipe);
  store_table(fields, parse_toml(toml, file), "", file);
  for (const std::string& text : overrides) apply_override(fields, text);
  check(recipe, file);
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
  return text;
}

}  // namespace isomer::train
