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
  CHECK(stock_recipes().front() == "glyphs");
  CHECK(stock_recipes().size() > 8);
  for (const std::string& name : stock_recipes()) {
    const Recipe recipe = find_recipe(name);
    CHECK(recipe.name == name);
    const std::string text = to_toml(recipe);
    CHECK(to_toml(parse(text)) == text);
  }
  const Recipe odd = parse(kMinimal, {"name=a \"quoted\" name", "seed=9223372036854775807",
                                      "float.learning_rate=1e-7", "data.flip=true"});
  CHECK(odd.name == "a \"quoted\" name");
  CHECK(parse(kMinimal, {"name=\xc3\xa9"}).name == "\xc3\xa9");
  CHECK_THAT(complaint(kMinimal, {"name=\xff\xfe"}), Catch::Contains("not UTF-8"));
  CHECK(to_toml(parse(to_toml(odd))) == to_toml(odd));
  CHECK(parse(to_toml(odd)).float_phase.learning_rate == 1e-7);
}

TEST_CASE("overrides reach every kind of key, in order", "[train][recipe]") {
  const Recipe r = parse(kMinimal, {"seed=7", "seed=8", "float.epochs=3", "quantised.momentum=1",
                                    "bits.weights=4", "data.flip=true", "float.schedule=step"});
  CHECK(r.seed == 8);
  CHECK(r.float_phase.epochs == 3);
  CHECK(r.quantised_phase.momentum == 1.0);
  CHECK(r.bits.weights == 4);
  CHECK(r.data.flip);
  CHECK(r.float_phase.schedule == "step");
}

TEST_CASE("a weight for the teacher leaves the rest to the labels", "[train][recipe]") {
  CHECK(parse("").loss == LossRecipe{.teacher = 0, .labels = 1});
  CHECK(parse("[loss]\nteacher = 1").loss == LossRecipe{.teacher = 1, .labels = 0});
  CHECK(parse("[loss]\nteacher = 0.25").loss == LossRecipe{.teacher = 0.25, .labels = 0.75});
  CHECK(parse("[loss]\nteacher = 2\nlabels = 3").loss == LossRecipe{.teacher = 2, .labels = 3});
}

TEST_CASE("single layers take their own table, others the general bits", "[train][recipe]") {
  const Recipe r = parse(
      "[layers.\"block*\"]\nweights = 4\n[layers.\"block2*\"]\nactivations = 5\n"
      "[layers.fc]\nweights = 3\nactivations = 3",
      {"bits.weights=7", "bits.logits=6", "quantised.exponents=floor", "layers.block3.bias=12"});
  CHECK(bits_of_layer(r, "conv1", false) == UnitBits{.weights = 7, .rule = ExponentRule::floor});
  CHECK(bits_of_layer(r, "block1", false).weights == 4);
  CHECK(bits_of_layer(r, "block22", false).weights == 7);  // the longest name, whole
  CHECK(bits_of_layer(r, "block22", false).output == 5);
  CHECK(bits_of_layer(r, "block3", false).bias == 12);
  CHECK(bits_of_layer(r, "block3", false).weights == 7);
  CHECK(bits_of_layer(r, "fc", true).weights == 3);
  CHECK(bits_of_layer(r, "fc", true).output == 6);
  CHECK(to_toml(parse(to_toml(r))) == to_toml(r));
  CHECK(parse(to_toml(r)).layers == r.layers);
  const std::vector<std::string> layers = {"conv1", "block1", "block22", "block3", "fc"};
  CHECK_NOTHROW(check_layers(r, layers));
  CHECK_THROWS_WITH(check_layers(r, std::vector<std::string>{"conv1", "block1", "fc"}),
                    Catch::Contains("fits no layer"));
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
  CHECK_THAT(complaint("[bits]\nweights = 17"), Contains("bits.weights = 17 is not in 2 .. 16"));
  CHECK_THAT(complaint("[float]\nlearning_rate = nan"), Contains("not in"));
  CHECK_THAT(complaint("model = 'lenet6'"), Contains("model = 'lenet6' is not known"));
  CHECK_THAT(complaint("batch = 40\n" + std::string(kMinimal)), Contains("multiple of 16"));
  CHECK_THAT(complaint("[quantised]\nepochs = 2\nfrozen_epochs = 2"), Contains("leaves none"));
  CHECK_THAT(complaint("[quantised]\nepochs = 2\nfrozen_epochs = 0"),
             Contains("frozen_epochs = 0"));
  CHECK_THAT(complaint("[quantised]\nepochs = 5\n[mixing]\nramp_epochs = 5"), Contains("frozen"));
  CHECK_THAT(complaint("[mixing]\nramp_epochs = 5"), Contains("only calibrates"));
  CHECK_THAT(complaint("[mixing]\nfreeze_quantised = true"), Contains("no weight"));
  CHECK_THAT(complaint("[loss]\nlabels = 0"), Contains("nothing to learn"));
  CHECK_THAT(complaint("[layers.conv1]\nweight = 4"),
             Contains("no key 'weight' in layers.conv1") && Contains("weights"));
  CHECK_THAT(complaint("[layers.conv1]\nweights = 1"), Contains("not in 2 .. 16"));
  CHECK_THAT(complaint("[layers]\nconv1 = 4"), Contains("must be a table"));
  CHECK_THAT(complaint("[bits]\naccumulator = 40"), Contains("16 to 32, or 48"));
  CHECK_THAT(complaint(kMinimal, {"seed"}), Contains("key=value"));
  CHECK_THAT(complaint(kMinimal, {"seed=abc"}), Contains("seed=abc"));
  CHECK_THAT(complaint("[quantised\nepochs = 2"), Contains("test.toml: line 1"));
  CHECK_THROWS_WITH(find_recipe("glyph"), Contains("glyphs"));
  CHECK_THROWS_AS(find_recipe("/nowhere/none.toml"), Error);
}

}  // namespace
}  // namespace isomer::train
