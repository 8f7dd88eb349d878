// SPDX-License-Identifier: Apache-2.0
//
// From tables of TOML to the members of a recipe.

#ifndef TRAIN_RECIPE_READER_H_
#define TRAIN_RECIPE_READER_H_

#include <toml++/toml.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "train/recipe/fields.h"

namespace isomer::train {

// Error "FILE: line N: ..." when it is no TOML.
toml::table parse_toml(std::string_view text, std::string_view file);

// Reads tables and overrides into a recipe, in any number. Keys of single layers wait for the end:
// what a layer's table leaves out is that of [bits]. Error names `file` and the key.
class RecipeReader {
 public:
  explicit RecipeReader(Recipe* recipe) : recipe_(recipe), fields_(fields_of(*recipe)) {}

  void read(const toml::table& table, std::string_view file, const std::string& prefix = {});
  // "key=value": the value as TOML, or, where the key wants one, as text without quotes.
  void apply(const std::string& text);
  void finish();

 private:
  struct LayerValue {
    std::string key;
    toml::table table;  // {value = ...}
    std::string file;
  };

  bool is_section(const std::string& name) const;
  void read_layers(const toml::table& layers, std::string_view file);
  void store_layer_key(const std::string& layer, const std::string& key, const toml::node& node,
                       std::string_view file);
  void store_key(const std::string& dotted, const toml::node& node, std::string_view file);

  Recipe* recipe_;
  std::vector<RecipeField> fields_;
  std::map<std::string, std::vector<LayerValue>> layers_;
  bool is_teacher_given_ = false;
  bool are_labels_given_ = false;
};

}  // namespace isomer::train

#endif  // TRAIN_RECIPE_READER_H_
