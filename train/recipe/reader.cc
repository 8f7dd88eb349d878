// SPDX-License-Identifier: Apache-2.0

#include "train/recipe/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "isa/container/error.h"
#include "isa/container/suggestion.h"

namespace isomer::train {
namespace {

template <typename... Args>
[[noreturn]] void refuse(std::string_view file, fmt::format_string<Args...> text, Args&&... args) {
  throw Error(fmt::format("{}: {}", file, fmt::format(text, std::forward<Args>(args)...)));
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

// As the parser does for what is TOML.
void require_utf8(const std::string& value, const std::string& key) {
  try {
    static_cast<void>(nlohmann::json(value).dump());
  } catch (const nlohmann::json::exception&) {
    refuse("override of '" + key + "'", "its text is not UTF-8; write it in that encoding");
  }
}

}  // namespace

toml::table parse_toml(std::string_view text, std::string_view file) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& e) {
    refuse(file, "line {}: {}", e.source().begin.line, std::string(e.description()));
  }
}

void RecipeReader::read(const toml::table& table, std::string_view file,
                        const std::string& prefix) {
  for (const auto& [key, node] : table) {
    const std::string dotted = prefix + std::string(key.str());
    if (prefix.empty() && dotted == kLayers && node.is_table()) {
      read_layers(*node.as_table(), file);
    } else if (prefix.empty() && node.is_table() && is_section(dotted)) {
      read(*node.as_table(), file, dotted + ".");
    } else {
      store_key(dotted, node, file);
    }
  }
}

void RecipeReader::apply(const std::string& text) {
  const std::string file = fmt::format("override '{}'", text);
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) refuse(file, "is not of the form key=value");
  const std::string key = text.substr(0, equals);
  const std::string value = text.substr(equals + 1);
  const bool wants_text = std::ranges::any_of(fields_, [&](const RecipeField& field) {
    return field.dotted() == key && std::holds_alternative<std::string*>(field.target);
  });
  if (wants_text && (value.empty() || value.front() != '"')) {
    require_utf8(value, key);
    return store_key(key, toml::value<std::string>(value), file);
  }
  const toml::table table = parse_toml("value = " + value, file);
  store_key(key, *table.get("value"), file);
}

void RecipeReader::finish() {
  if (is_teacher_given_ && !are_labels_given_) {
    recipe_->loss.labels = std::max(0.0, 1 - recipe_->loss.teacher);
  }
  recipe_->layers.clear();
  for (const auto& [name, values] : layers_) {
    LayerRecipe& layer = recipe_->layers.emplace_back(LayerRecipe{name, recipe_->bits});
    for (const RecipeField& field : fields_of(layer)) {
      for (const LayerValue& value : values) {
        if (value.key == field.key) store(field, *value.table.get("value"), value.file);
      }
    }
  }
}

bool RecipeReader::is_section(const std::string& name) const {
  return std::ranges::any_of(fields_, [&](const auto& field) { return field.section == name; });
}

void RecipeReader::read_layers(const toml::table& layers, std::string_view file) {
  for (const auto& [name, node] : layers) {
    const std::string layer(name.str());
    if (!node.is_table()) refuse(file, "layers.{} must be a table of bits", layer);
    for (const auto& [key, value] : *node.as_table()) {
      store_layer_key(layer, std::string(key.str()), value, file);
    }
  }
}

void RecipeReader::store_layer_key(const std::string& layer, const std::string& key,
                                   const toml::node& node, std::string_view file) {
  LayerRecipe unused{layer, {}};
  std::vector<std::string> known;
  for (const RecipeField& field : fields_of(unused)) {
    known.push_back(field.key);
    if (field.key != key) continue;
    store(field, node, file);
    LayerValue value{key, {}, std::string(file)};
    value.table.insert("value", node);
    layers_[layer].push_back(std::move(value));
    return;
  }
  refuse(file, "there is no key '{}' in layers.{}{}", key, layer, suggestion(key, known));
}

void RecipeReader::store_key(const std::string& dotted, const toml::node& node,
                             std::string_view file) {
  const std::string of_layers = std::string(kLayers) + ".";
  const std::size_t dot = dotted.rfind('.');
  if (dotted.starts_with(of_layers) && dot > of_layers.size()) {
    return store_layer_key(dotted.substr(of_layers.size(), dot - of_layers.size()),
                           dotted.substr(dot + 1), node, file);
  }
  std::vector<std::string> known;
  for (const RecipeField& field : fields_) {
    known.push_back(field.dotted());
    if (field.dotted() != dotted) continue;
    store(field, node, file);
    is_teacher_given_ |= dotted == "loss.teacher";
    are_labels_given_ |= dotted == "loss.labels";
    return;
  }
  refuse(file, "there is no key '{}'{}", dotted, suggestion(dotted, known));
}

}  // namespace isomer::train
