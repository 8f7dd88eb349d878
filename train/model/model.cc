// SPDX-License-Identifier: Apache-2.0

#include "train/model/model.h"

#include <cmath>
#include <utility>

#include "train/model/convolution_stage.h"
#include "train/model/max_pool_stage.h"
#include "train/random.h"

namespace isomer::train {

void Model::add(std::unique_ptr<Stage> stage, const Shape& output, bool has_mask) {
  activations_.emplace_back(stage->name(), output, batch_, has_mask);
  stages_.push_back(std::move(stage));
}

void Model::initialise(std::uint64_t seed) {
  std::uint32_t layer = 0;
  for (Parameters* p : parameters()) {
    const RandomStream random(seed, Purpose::initialise, 0, 0, layer++);
    const double limit = std::sqrt(6.0 / static_cast<double>(p->weights.size() / p->bias.size()));
    for (std::size_t i = 0; i < p->weights.size(); ++i) {
      p->weights[i] = static_cast<float>(limit * (2 * random.uniform(i) - 1));
    }
  }
}

void Model::forward() {
  team_.run(input().shards(), [&](int, int shard) { input().dequantise(shard); });
  for (Activation& a : activations_) a.is_quantised = false;
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    stages_[i]->forward(team_, activations_[i], activations_[i + 1]);
  }
}

void Model::forward_quantised(Exponents exponents) {
  for (Activation& a : activations_) a.is_quantised = true;
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    stages_[i]->forward_quantised(team_, exponents, activations_[i], activations_[i + 1]);
  }
  team_.run(logits().shards(), [&](int, int shard) { logits().dequantise(shard); });
}

void Model::backward() {
  for (std::size_t i = stages_.size(); i-- > 0;) {
    stages_[i]->backward(team_, activations_[i], activations_[i + 1], i > 0);
  }
}

void Model::search_parameters() {
  for (const auto& stage : stages_) stage->search_parameters();
}

std::vector<Parameters*> Model::parameters() {
  std::vector<Parameters*> all;
  for (const auto& stage : stages_) {
    if (Parameters* p = stage->parameters()) all.push_back(p);
  }
  return all;
}

std::vector<IseConvolution*> Model::quantisers() {
  std::vector<IseConvolution*> all;
  for (const auto& stage : stages_) {
    if (IseConvolution* q = stage->quantiser()) all.push_back(q);
  }
  return all;
}

IseCounts Model::counts() const {
  IseCounts sum;
  for (const auto& stage : stages_) {
    if (const IseConvolution* q = stage->quantiser()) {
      sum.saturated_biases += q->exponents().counts.saturated_biases;
      sum.raised_exponents += q->exponents().counts.raised_exponents;
    }
  }
  return sum;
}

// Names and shapes; formats and operations are the caller's.
Network Model::skeleton() const {
  Network network;
  network.name = name_;
  for (const Activation& a : activations_) {
    network.tensors.push_back({.name = a.name,
                               .channels = a.shape.channels,
                               .height = a.shape.height,
                               .width = a.shape.width,
                               .format = a.format});
  }
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    network.layers.push_back({.name = stages_[i]->name(),
                              .inputs = {static_cast<int>(i)},
                              .output = static_cast<int>(i + 1),
                              .operation = {}});
  }
  return network;
}

Network Model::step_network() const {
  Network network = skeleton();
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    network.layers[i].operation = stages_[i]->step_operation();
  }
  return network;
}

Network Model::export_network() const {
  Network network = skeleton();
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    network.layers[i].operation =
        stages_[i]->export_operation(network.tensors[i].format, &network.tensors[i + 1].format);
  }
  return network;
}

}  // namespace isomer::train
