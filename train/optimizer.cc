// SPDX-License-Identifier: Apache-2.0

#include "train/optimizer.h"

#include <cmath>
#include <numbers>
#include <span>

namespace isomer::train {
namespace {

void update(std::span<float> w, std::span<const float> g, std::span<float> v, float momentum,
            float decay, float rate) {
  for (std::size_t i = 0; i < w.size(); ++i) {
    v[i] = momentum * v[i] + (g[i] + decay * w[i]);
    w[i] -= rate * v[i];
  }
}

}  // namespace

double learning_rate(const PhaseRecipe& phase, std::int64_t step, std::int64_t steps_per_epoch) {
  if (phase.schedule == "cosine") {
    const auto steps = static_cast<double>(phase.epochs * steps_per_epoch);
    const double done = static_cast<double>(step) / steps;
    return phase.learning_rate * 0.5 * (1 + std::cos(std::numbers::pi * done));
  }
  if (phase.schedule == "step") {
    const auto falls = static_cast<double>(step / steps_per_epoch / phase.step_epochs);
    return phase.learning_rate * std::pow(phase.step_factor, falls);
  }
  return phase.learning_rate;
}

void sgd_step(Parameters& p, const PhaseRecipe& phase, double rate) {
  const auto momentum = static_cast<float>(phase.momentum);
  const auto decay = static_cast<float>(phase.weight_decay);
  update(p.weights, p.weight_gradient, p.weight_momentum, momentum, decay,
         static_cast<float>(rate));
  update(p.bias, p.bias_gradient, p.bias_momentum, momentum, decay, static_cast<float>(rate));
}

}  // namespace isomer::train
