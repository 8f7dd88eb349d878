// SPDX-License-Identifier: Apache-2.0

#ifndef TRAIN_OPTIMIZER_H_
#define TRAIN_OPTIMIZER_H_

#include <cstdint>

#include "train/model/stage.h"
#include "train/recipe/recipe.h"

namespace isomer::train {

// The learning rate of step `step` (from 0): cosine falls to 0 at the end of the phase, step is
// multiplied by step_factor every step_epochs epochs, constant stays.
double learning_rate(const PhaseRecipe& phase, std::int64_t step, std::int64_t steps_per_epoch);

// Stochastic gradient descent with momentum and weight decay, on weights and biases alike:
//   v <- momentum v + (g + weight_decay w),   w <- w - rate v
void sgd_step(Parameters& parameters, const PhaseRecipe& phase, double rate);

}  // namespace isomer::train

#endif  // TRAIN_OPTIMIZER_H_
