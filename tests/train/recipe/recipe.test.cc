// SPDX-License-Identifier: Apache-2.0

#include "train/recipe/recipe.h"

#include <catch2/catch.hpp>

#include "isa/container/error.h"

namespace isomer::train {
namespace {

constexpr char kMinimal[] = "[quantised]\nepochs = 2\n";

Recipe parse(const std::string& toml, const std::vector<std::string>& overrides = {}) {
  return parse_recipe(toml, "test.toml", overrides);
}

std::string complaint(const std::string& toml, const std::vector<std::string>& overrides = {}) {
  try {
    parse(toml, overrides);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST_CASE("stock recipes parse, and come back from their own text", "[train][recipe]") {
  CHECK(stock_recipes() == std::vector<std::string>{"glyphs", "lenet5-mnist", "lenet5-cifar10"});
  for (const std::string& name : stock_recipes()) {
    const Recipe recipe = find_recipe(name);
    CHECK(recipe.name == name);
    const std::string text = to_toml(recipe);
    CHECK(to_toml(parse(text)) == text);
  }
  const Recipe odd = parse(kMinimal, {"name=a \"quoted\" name", "seed=9223372036854775807",
                                      "float.learning_rate=1e-7", "data.flip=true"});
  CHECK(odd.name == "a \"quoted\" name");
  CHECK(to_toml(parse(to_toml(odd))) == to_toml(odd));
  CHECK(parse(to_toml(odd)).float_phase.learning_rate == 1e-7);
}

TEST_CASE("overrides reach every kind of key, in order", "[train][recipe]") {
  const Recipe r = parse(kMinimal, {"seed=7", "seed=8", "float.epochs=3", "quantised.momentum=1",
                                    "bits.weights=4", "data.flip=true", "float.schedule=step"});
  CHECK(r.seed == 8);
  CHECK(r.float_phase.epochs == 3);
  CHECK(r.quantised_phase.momentum == 1.0);
  CHECK(r.weight_bits == 4);
  CHECK(r.flip);
  CHECK(r.float_phase.schedule == "step");
}

TEST_CASE("recipes with mistakes are refused in one sentence", "[train][recipe][hostile]") {
  using Catch::Contains;
  CHECK(complaint(kMinimal).empty());
  CHECK_THAT(complaint("[quantised]\nepoch = 2"),
             Contains("no key 'quantised.epoch'") && Contains("quantised.epochs"));
  CHECK_THAT(complaint("[quantized]\nepochs = 2"), Contains("no key 'quantized'"));
  CHECK_THAT(complaint("seed = -1"), Contains("natural number"));
  CHECK_THAT(complaint("batch = 2.5"), Contains("batch must be an integer"));
  CHECK_THAT(complaint("name = 3"), Contains("name must be a text"));
  CHECK_THAT(complaint("quantised = 3"), Contains("no key 'quantised'"));
  CHECK_THAT(complaint("[bits]\nweights = 9"), Contains("bits.weights = 9 is not in 2 .. 8"));
  CHECK_THAT(complaint("[float]\nlearning_rate = nan"), Contains("not in"));
  CHECK_THAT(complaint("model = 'lenet6'"), Contains("model = 'lenet6' is not known"));
  CHECK_THAT(complaint("batch = 40\n" + std::string(kMinimal)), Contains("multiple of 16"));
  CHECK_THAT(complaint("[quantised]\nepochs = 2\nfrozen_epochs = 2"), Contains("leaves none"));
  CHECK_THAT(complaint(kMinimal, {"seed"}), Contains("key=value"));
  CHECK_THAT(complaint(kMinimal, {"seed=abc"}), Contains("seed=abc"));
  CHECK_THAT(complaint("[quantised\nepochs = 2"), Contains("test.toml: line 1"));
  CHECK_THROWS_WITH(find_recipe("glyph"), Contains("glyphs"));
  CHECK_THROWS_AS(find_recipe("/nowhere/none.toml"), Error);
}

}  // namespace
}  // namespace isomer::train
