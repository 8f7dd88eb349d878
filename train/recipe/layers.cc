// SPDX-License-Identifier: Apache-2.0
//
// Bits of single layers, by name.

#include <fmt/format.h>

#include <algorithm>

#include "isa/container/error.h"
#include "isa/container/suggestion.h"
#include "train/recipe/recipe.h"

namespace isomer::train {
namespace {

bool fits(std::string_view pattern, std::string_view layer) {
  if (!pattern.ends_with('*')) return pattern == layer;
  return layer.starts_with(pattern.substr(0, pattern.size() - 1));
}

// The very name before the longest beginning.
std::size_t precision_of(std::string_view pattern) {
  return pattern.ends_with('*') ? pattern.size() : std::string_view::npos;
}

}  // namespace

UnitBits bits_of_layer(const Recipe& recipe, std::string_view layer, bool is_last) {
  const LayerRecipe* best = nullptr;
  for (const LayerRecipe& candidate : recipe.layers) {
    if (!fits(candidate.name, layer)) continue;
    if (best == nullptr || precision_of(candidate.name) > precision_of(best->name))
      best = &candidate;
  }
  UnitBits bits = best != nullptr ? best->bits : recipe.bits;
  if (is_last) bits.output = recipe.logit_bits;
  bits.averaged = recipe.output_average == "shift" ? Averaged::shift : Averaged::exponent;
  bits.rule = recipe.exponents == "ceil"    ? ExponentRule::ceil
              : recipe.exponents == "floor" ? ExponentRule::floor
                                            : ExponentRule::search;
  return bits;
}

void check_layers(const Recipe& recipe, std::span<const std::string> layers) {
  for (const LayerRecipe& table : recipe.layers) {
    if (std::ranges::any_of(layers, [&](const auto& layer) { return fits(table.name, layer); }))
      continue;
    throw Error(fmt::format("recipe {}: [layers.\"{}\"] fits no layer of {}{}", recipe.name,
                            table.name, recipe.model, suggestion(table.name, layers)));
  }
}

}  // namespace isomer::train
