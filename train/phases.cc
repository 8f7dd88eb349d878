// SPDX-License-Identifier: Apache-2.0

#include "train/phases.h"

#include <algorithm>

#include "train/schedule.h"

namespace isomer::train {

const char* Phase::name() const {
  switch (kind) {
    case Kind::floating:
      return "float";
    case Kind::statistics:
      return "statistics";
    case Kind::calibration:
      return "calibration";
    case Kind::quantised:
      break;
  }
  return "quantised";
}

int Phase::epochs() const {
  return static_cast<int>((steps + steps_per_epoch - 1) / steps_per_epoch);
}

std::vector<Phase> phases_of(const Recipe& recipe, const Topology& topology,
                             std::int64_t steps_per_epoch, bool has_teacher) {
  std::vector<Phase> phases;
  int epoch = 0;
  const auto add = [&](Phase::Kind kind, std::int64_t steps) {
    phases.push_back({kind, steps, steps_per_epoch, epoch});
    epoch += phases.back().epochs();
  };
  if (!has_teacher) add(Phase::Kind::floating, recipe.float_phase.epochs * steps_per_epoch);
  const bool has_batch_norm =
      std::ranges::any_of(topology.nodes, [](const Node& node) { return node.batch_norm; });
  if (has_batch_norm && recipe.batch_norm == "absorb") {
    add(Phase::Kind::statistics, steps_per_epoch);
  }
  if (recipe.quantised_phase.epochs == 0) {
    add(Phase::Kind::calibration, recipe.calibration_batches);
  } else {
    add(Phase::Kind::quantised, recipe.quantised_phase.epochs * steps_per_epoch);
  }
  return phases;
}

QuantisedPass pass_of(const Recipe& recipe, int epoch) {
  const int left = recipe.quantised_phase.epochs - epoch;
  return {.exponents = left <= recipe.frozen_epochs ? Exponents::frozen : Exponents::searched,
          .statistics =
              left <= recipe.frozen_statistics_epochs ? Statistics::running : Statistics::batch,
          .mixing = mixing_of(recipe, epoch)};
}

}  // namespace isomer::train
