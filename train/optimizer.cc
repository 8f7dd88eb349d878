// SPDX-License-Identifier: Apache-2.0

#include "train/optimizer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "isa/arithmetic/clones.h"

namespace isomer::train {

// What one step is made of, in the order of the formulas of the header.
struct SgdNumbers {
  float momentum;
  float decay;
  float rate;
};
struct AdamNumbers {
  float beta1;
  float beta2;
  float epsilon;
  float decay;
  float rate;           // divided by 1 - beta1^t
  float inverse_bias2;  // 1 / (1 - beta2^t)
};

ISOMER_CLONES
void update_sgd(std::size_t count, const float* g, SgdNumbers n, float* v, float* w) {
  for (std::size_t i = 0; i < count; ++i) {
    v[i] = n.momentum * v[i] + (g[i] + n.decay * w[i]);
    w[i] -= n.rate * v[i];
  }
}

ISOMER_CLONES
void update_nesterov(std::size_t count, const float* g, SgdNumbers n, float* v, float* w) {
  for (std::size_t i = 0; i < count; ++i) {
    const float gradient = g[i] + n.decay * w[i];
    v[i] = n.momentum * v[i] + gradient;
    w[i] -= n.rate * (gradient + n.momentum * v[i]);
  }
}

ISOMER_CLONES
void update_adam(std::size_t count, const float* g, AdamNumbers n, float* m, float* v, float* w) {
  for (std::size_t i = 0; i < count; ++i) {
    const float gradient = g[i] + n.decay * w[i];
    m[i] = n.beta1 * m[i] + (1 - n.beta1) * gradient;
    v[i] = n.beta2 * v[i] + (1 - n.beta2) * (gradient * gradient);
    w[i] -= n.rate * m[i] / (std::sqrt(v[i] * n.inverse_bias2) + n.epsilon);
  }
}

namespace {

constexpr std::size_t kPiece = 16384;

AdamNumbers adam_numbers(const PhaseRecipe& phase, float decay, double rate, std::int64_t step) {
  const auto t = static_cast<double>(step + 1);
  return {.beta1 = static_cast<float>(phase.beta1),
          .beta2 = static_cast<float>(phase.beta2),
          .epsilon = static_cast<float>(phase.epsilon),
          .decay = decay,
          .rate = static_cast<float>(rate / (1 - std::pow(phase.beta1, t))),
          .inverse_bias2 = static_cast<float>(1 / (1 - std::pow(phase.beta2, t)))};
}

}  // namespace

Optimizer::Optimizer(std::vector<Parameter*> parameters, const PhaseRecipe& phase)
    : parameters_(std::move(parameters)), phase_(phase) {
  for (std::size_t p = 0; p < parameters_.size(); ++p) {
    const std::size_t size = parameters_[p]->value.size();
    parameters_[p]->momentum.assign(size, 0);
    parameters_[p]->second_moment.assign(phase.optimizer == "adam" ? size : 0, 0);
    for (std::size_t first = 0; first < size; first += kPiece) {
      pieces_.push_back({p, first, std::min(kPiece, size - first)});
    }
  }
}

void Optimizer::step(ThreadTeam& team, double rate, std::int64_t step,
                     const std::vector<FrozenMask>& frozen) {
  const bool is_adam = phase_.optimizer == "adam";
  team.run(static_cast<int>(pieces_.size()), [&](int, int number) {
    const Piece& piece = pieces_[static_cast<std::size_t>(number)];
    Parameter& p = *parameters_[piece.parameter];
    const bool decays = phase_.decayed == "all" || p.role == Role::weight;
    const float decay = decays ? static_cast<float>(phase_.weight_decay) : 0.0F;
    const float* g = p.gradient.data() + piece.first;
    float* m = p.momentum.data() + piece.first;
    float* w = p.value.data() + piece.first;
    const std::uint8_t* mask = nullptr;
    std::vector<float> kept;
    if (!frozen.empty() && !frozen[piece.parameter].empty()) {
      mask = frozen[piece.parameter].data() + piece.first;
      kept.assign(w, w + piece.count);
    }
    if (is_adam) {
      update_adam(piece.count, g, adam_numbers(phase_, decay, rate, step), m,
                  p.second_moment.data() + piece.first, w);
    } else {
      const SgdNumbers numbers{static_cast<float>(phase_.momentum), decay,
                               static_cast<float>(rate)};
      const auto update = phase_.nesterov ? update_nesterov : update_sgd;
      update(piece.count, g, numbers, m, w);
    }
    if (mask == nullptr) return;
    for (std::size_t i = 0; i < piece.count; ++i) {
      w[i] = mask[i] != 0 ? kept[i] : w[i];
      m[i] = mask[i] != 0 ? 0.0F : m[i];
    }
  });
}

}  // namespace isomer::train
