// SPDX-License-Identifier: Apache-2.0

#include "train/model/model.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "isa/arithmetic/quantize.h"
#include "train/layers/elementwise.h"
#include "train/random.h"

namespace isomer::train {

void Model::initialise(std::uint64_t seed) {
  std::uint32_t layer = 0;
  for (const auto& stage : stages_) {
    for (Parameter* p : stage->parameters()) {
      if (p->role != Role::weight) continue;
      const RandomStream random(seed, Purpose::initialise, 0, 0, layer++);
      const std::size_t inputs = p->value.size() / static_cast<std::size_t>(stage->out_channels());
      const double limit = std::sqrt(6.0 / static_cast<double>(inputs));
      for (std::size_t i = 0; i < p->value.size(); ++i) {
        p->value[i] = static_cast<float>(limit * (2 * random.uniform(i) - 1));
      }
    }
  }
}

void Model::forward(Statistics statistics) {
  ActivationTensor& x = input();
  x.want_values();
  team_.run(x.shards(), [&](int, int shard) { dequantise_shard(x, shard); });
  for (const auto& stage : stages_) stage->forward(team_, statistics);
}

void Model::forward_quantised(const QuantisedPass& pass) {
  QuantisedPass of_stage = pass;
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    of_stage.mixing.layer = static_cast<std::uint32_t>(i);
    stages_[i]->forward_quantised(team_, of_stage);
  }
  ActivationTensor& z = logits();
  z.want_values();
  team_.run(z.shards(), [&](int, int shard) { dequantise_shard(z, shard); });
}

void Model::dequantise_shard(ActivationTensor& a, int shard) {
  dequantise(a.shard_elements(), std::as_const(a.integers).from(a.first_of(shard)),
             static_cast<float>(power_of_two(a.integers.format().exponent)),
             a.values.data() + a.first_of(shard));
}

void Model::backward() {
  for (const auto& a : activations_) a->has_gradient = false;
  for (auto stage = stages_.rbegin(); stage != stages_.rend(); ++stage) (*stage)->backward(team_);
}

void Model::search_parameters() {
  for (const auto& stage : stages_) stage->search_parameters();
}

void Model::absorb_batch_norm() {
  for (const auto& stage : stages_) stage->absorb_batch_norm();
}

bool Model::has_batch_norm() const {
  return std::ranges::any_of(stages_, [](const auto& s) { return s->batch_norm() != nullptr; });
}

std::vector<Parameter*> Model::parameters() {
  std::vector<Parameter*> all;
  for (const auto& stage : stages_) {
    for (Parameter* p : stage->parameters()) all.push_back(p);
  }
  return all;
}

std::vector<IseUnit*> Model::units() {
  std::vector<IseUnit*> all;
  for (const auto& stage : stages_) {
    if (IseUnit* unit = stage->unit()) all.push_back(unit);
  }
  return all;
}

std::vector<BatchNorm*> Model::batch_norms() {
  std::vector<BatchNorm*> all;
  for (const auto& stage : stages_) {
    if (BatchNorm* batch_norm = stage->batch_norm()) all.push_back(batch_norm);
  }
  return all;
}

std::vector<ExponentAverage*> Model::pool_averages() {
  std::vector<ExponentAverage*> all;
  for (const auto& stage : stages_) {
    if (ExponentAverage* average = stage->output_average()) all.push_back(average);
  }
  return all;
}

UnitCounts Model::counts() const {
  UnitCounts sum;
  for (const auto& stage : stages_) {
    const IseUnit* unit = stage->unit();
    if (unit == nullptr) continue;
    const UnitCounts& counts = unit->exponents().counts;
    sum.saturated_biases += counts.saturated_biases;
    sum.raised_exponents += counts.raised_exponents;
    sum.limited_residuals += counts.limited_residuals;
    sum.limited_channels += counts.limited_channels;
  }
  return sum;
}

bool Model::is_representable() const {
  return std::ranges::all_of(stages_, [](const auto& stage) {
    const IseUnit* unit = stage->unit();
    return unit == nullptr || unit->is_representable();
  });
}

}  // namespace isomer::train
