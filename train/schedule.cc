// SPDX-License-Identifier: Apache-2.0

#include "train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace isomer::train {

double learning_rate(const PhaseRecipe& phase, std::int64_t step, std::int64_t steps_per_epoch) {
  const bool is_cycle = phase.schedule == "one-cycle";
  const auto steps = static_cast<double>(phase.epochs * steps_per_epoch);
  const bool is_default = is_cycle && phase.warm_up_epochs == 0;
  const double rise =
      is_default ? 0.3 * steps : phase.warm_up_epochs * static_cast<double>(steps_per_epoch);
  const auto done = static_cast<double>(step);
  if (done < rise) {
    if (is_cycle) return phase.learning_rate * (1 + 24 * (done / rise)) / 25;
    return phase.learning_rate * std::min(1.0, (done + 1) / rise);
  }
  if (is_cycle || phase.schedule == "cosine") {
    const double part = (done - rise) / (steps - rise);
    return phase.learning_rate * 0.5 * (1 + std::cos(std::numbers::pi * part));
  }
  if (phase.schedule == "step") {
    const auto falls = static_cast<double>(step / steps_per_epoch / phase.step_epochs);
    return phase.learning_rate * std::pow(phase.step_factor, falls);
  }
  return phase.learning_rate;
}

Mixing mixing_of(const Recipe& recipe, int epoch) {
  const MixingRecipe& r = recipe.mixing;
  Mixing mixing;
  mixing.order = r.order == "magnitude" ? Order::magnitude : Order::random;
  mixing.filler = r.filler == "ise16" ? Filler::ise16 : Filler::real;
  mixing.seed = recipe.seed;
  mixing.epoch = static_cast<std::uint32_t>(epoch);
  mixing.freeze_quantised = r.freeze_quantised;
  if (epoch < r.ramp_epochs) {
    const int rises = 1 + epoch / r.ramp_step_epochs;
    mixing.quantised = std::min(1.0, r.ramp_share * rises);
  } else if (epoch < r.ramp_epochs + r.readjust_epochs) {
    mixing.readjusted = r.readjusted;
  }
  return mixing;
}

}  // namespace isomer::train
