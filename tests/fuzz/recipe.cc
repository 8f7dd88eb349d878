// SPDX-License-Identifier: Apache-2.0
//
// Recipes in TOML; one that is read is written and read again.

#include "train/recipe/recipe.h"

#include "tests/fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace isomer;
  const fuzz::Input input(data, size);
  return fuzz::refuse_or_read([&] {
    const std::string text = train::to_toml(train::parse_recipe(fuzz::text_of(input), "fuzz"));
    fuzz::expect(train::to_toml(train::parse_recipe(text, "written")) == text, "a recipe survives");
  });
}
