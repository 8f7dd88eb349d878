// SPDX-License-Identifier: Apache-2.0

#ifndef TRAIN_SCHEDULE_H_
#define TRAIN_SCHEDULE_H_

#include <cstdint>

#include "train/quantizers/mixing.h"
#include "train/recipe/recipe.h"

namespace isomer::train {

// The learning rate of step `step` (from 0) of a phase. Over the first warm_up_epochs it rises in
// equal parts to `learning_rate`; then
//   cosine     falls to 0 at the end of the phase,
//   step       is multiplied by step_factor every step_epochs epochs of the phase,
//   one-cycle  falls like cosine; it rises from 1/25, over 30 % of the phase unless told otherwise,
//   constant   stays.
double learning_rate(const PhaseRecipe& phase, std::int64_t step, std::int64_t steps_per_epoch);

// M of an epoch of the quantised phase.
Mixing mixing_of(const Recipe& recipe, int epoch);

}  // namespace isomer::train

#endif  // TRAIN_SCHEDULE_H_
