// SPDX-License-Identifier: Apache-2.0
//
// INQ: the largest weights first, and what is quantised learns no more.

#include <catch2/catch.hpp>
#include <vector>

#include "tests/train/small_training.h"
#include "train/steps.h"
#include "train/training_data.h"

namespace isomer::train {
namespace {

TEST_CASE("members by magnitude never leave, and frozen ones never move", "[train][mixing]") {
  const Recipe recipe = small_recipe({"quantised.weight_decay=0.1", "quantised.learning_rate=0.2"});
  const TrainingData data = load_training_data(recipe);
  ThreadTeam team(2);
  Steps steps(recipe, data.train, team);
  steps.begin_float();
  steps.begin_quantised(teacher_of(steps.model(), recipe.model), "the test");
  std::vector<int> batch(static_cast<std::size_t>(recipe.batch));
  for (int i = 0; i < recipe.batch; ++i) batch[static_cast<std::size_t>(i)] = i;
  steps.load(batch, 0);
  Parameter& weights = *steps.model().parameters()[0];
  const IseUnit& unit = *steps.model().units()[0];
  std::vector<std::uint8_t> last(weights.value.size(), 0);
  std::vector<float> kept = weights.value;
  std::int64_t step = 0;
  for (const double share : {0.0, 0.25, 0.5, 0.75}) {
    const QuantisedPass pass{.mixing = {.quantised = share,
                                        .order = Order::magnitude,
                                        .filler = Filler::ise16,
                                        .seed = 1,
                                        .freeze_quantised = true}};
    for (int i = 0; i < 6; ++i) {
      const std::vector<float> before = weights.value;
      steps.quantised_step(step++, pass);
      const std::vector<std::uint8_t>& mask = unit.members();
      REQUIRE(mask.size() == weights.value.size());
      std::size_t members = 0;
      for (std::size_t w = 0; w < mask.size(); ++w) {
        members += mask[w];
        if (last[w] > mask[w]) FAIL("a member left");
        if (mask[w] != 0 && last[w] == 0) kept[w] = before[w];
        if (mask[w] != 0 && weights.value[w] != kept[w]) FAIL("a frozen master moved");
        if (mask[w] != 0 && weights.momentum[w] != 0) FAIL("a frozen master has momentum");
      }
      CHECK(members == static_cast<std::size_t>(share * static_cast<double>(mask.size()) + 0.5));
      last = mask;
      // The others outgrow the members.
      for (std::size_t w = 0; w < mask.size(); ++w) weights.value[w] *= mask[w] != 0 ? 1.0F : 1.25F;
    }
  }
}

}  // namespace
}  // namespace isomer::train
