// SPDX-License-Identifier: Apache-2.0

#include "train/steps.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <utility>

#include "isa/container/error.h"
#include "isa/zoo/zoo.h"
#include "train/data/loader.h"
#include "train/loss.h"
#include "train/schedule.h"

namespace isomer::train {
namespace {

constexpr int kTeacherInputBits = 8;

std::vector<std::string> layers_of(const Topology& topology) {
  std::vector<std::string> names;
  for (const Node& node : topology.nodes) names.push_back(node.name);
  return names;
}

int classes_of(const Recipe& recipe, const Dataset& data) {
  if (data.classes > 0) return data.classes;
  throw Error(fmt::format(
      "recipe {}: the training images have no labels, so the number of classes is unknown; set "
      "data.classes to that of the teacher",
      recipe.name));
}

// The masks of the weights that the last step quantised, by parameter; nothing learns there.
std::vector<FrozenMask> frozen_masks(Model& model) {
  const std::vector<IseUnit*> units = model.units();
  auto unit = units.begin();  // of the next weights: every unit has one such parameter
  std::vector<FrozenMask> masks;
  for (const Parameter* p : model.parameters()) {
    FrozenMask& mask = masks.emplace_back();
    if (p->role != Role::weight) continue;
    mask = (*unit++)->members();
    if (mask.empty()) mask.assign(p->value.size(), 1);
  }
  return masks;
}

}  // namespace

Steps::Steps(const Recipe& recipe, const Dataset& train, ThreadTeam& team)
    : recipe_(recipe),
      data_(train),
      team_(team),
      topology_(find_topology(recipe.model, {train.channels, train.height, train.width},
                              classes_of(recipe, train))) {
  if (train.size() < recipe.batch) {
    throw Error(fmt::format("recipe {}: {} training images are too few for batches of {}",
                            recipe.name, train.size(), recipe.batch));
  }
  check_layers(recipe, layers_of(topology_));
}

std::unique_ptr<Model> Steps::make_model(int input_bits) const {
  const std::string last = topology_.nodes.back().name;
  ModelOptions options;
  options.batch = recipe_.batch;
  options.input = input_format(data_.channels, input_bits);
  options.bits = [this, last](const std::string& layer) {
    return bits_of_layer(recipe_, layer, layer == last);
  };
  options.backward = recipe_.backward == "bf16" ? Precision::bf16 : Precision::fp32;
  return std::make_unique<Model>(topology_, options, team_);
}

std::unique_ptr<Model> Steps::make_teacher(const Teacher& teacher, const std::string& where) const {
  std::unique_ptr<Model> model = make_model(kTeacherInputBits);
  give(teacher, *model, where);
  return model;
}

void Steps::begin_float() {
  teacher_.reset();
  model_ = make_model(kTeacherInputBits);
  model_->initialise(recipe_.seed);
  optimizer_ = std::make_unique<Optimizer>(model_->parameters(), recipe_.float_phase);
  is_quantised_ = false;
}

void Steps::begin_quantised(const Teacher& teacher, const std::string& where) {
  model_.reset();
  model_ = make_model(recipe_.input_bits);
  give(teacher, *model_, where);
  if (recipe_.loss.teacher > 0) teacher_ = make_teacher(teacher, where);
  optimizer_ = std::make_unique<Optimizer>(model_->parameters(), recipe_.quantised_phase);
  is_quantised_ = true;
  is_absorbed_ = false;
}

void Steps::absorb_batch_norm() {
  model_->absorb_batch_norm();
  optimizer_ = std::make_unique<Optimizer>(model_->parameters(), recipe_.quantised_phase);
  is_absorbed_ = true;
}

void Steps::fill(Model& model, std::span<const int> indices, int epoch) {
  IntegerBuffer& x = model.input().integers;
  load_batch(team_, data_, indices, {recipe_.data.flip, recipe_.data.crop}, recipe_.seed, epoch,
             x.format(), x.from(0));
}

void Steps::load(std::span<const int> indices, int epoch) {
  fill(*model_, indices, epoch);
  if (teacher_) fill(*teacher_, indices, epoch);
  labels_.clear();
  const bool wants_labels = !is_quantised_ || recipe_.loss.labels > 0;
  if (!wants_labels || !data_.has_labels()) return;
  for (const int i : indices) labels_.push_back(data_.labels[static_cast<std::size_t>(i)]);
}

double Steps::loss_and_gradient(const LossRecipe& weights, const char* phase, std::int64_t step) {
  ActivationTensor& logits = model_->logits();
  logits.want_gradient();
  if (weights.labels > 0 && labels_.empty()) {
    throw Error(fmt::format(
        "recipe {}: the training images have no labels, which the {} phase learns from; set "
        "loss.teacher=1 and give the float model with --teacher",
        recipe_.name, phase));
  }
  std::span<const float> of_teacher;
  if (weights.teacher > 0) {
    teacher_->forward(Statistics::running);
    of_teacher = teacher_->logits().values;
  }
  const Logits z{logits.values, static_cast<int>(logits.elements())};
  const double loss = mixed_loss(z,
                                 {.label_weight = weights.labels,
                                  .labels = labels_,
                                  .teacher_weight = weights.teacher,
                                  .teacher = of_teacher},
                                 logits.gradient);
  if (!std::isfinite(loss)) {
    throw Error(
        fmt::format("recipe {}: the loss is {} in step {} of the {} phase; try a smaller "
                    "{}.learning_rate",
                    recipe_.name, loss, step, phase, phase));
  }
  return loss;
}

void Steps::update(const PhaseRecipe& phase, std::int64_t step, const Mixing& mixing) {
  model_->backward();
  const double rate = learning_rate(phase, step, steps_per_epoch());
  std::vector<FrozenMask> frozen;
  if (mixing.freeze_quantised) frozen = frozen_masks(*model_);
  optimizer_->step(team_, rate, step, frozen);
}

double Steps::float_step(std::int64_t step) {
  model_->forward(Statistics::batch);
  const double loss = loss_and_gradient({.teacher = 0, .labels = 1}, "float", step);
  update(recipe_.float_phase, step, {});
  return loss;
}

double Steps::quantised_step(std::int64_t step, const QuantisedPass& pass,
                             const AfterForward& after_forward) {
  if (pass.exponents == Exponents::searched && step % kSearchInterval == 0) {
    model_->search_parameters();
  }
  model_->forward_quantised(pass);
  if (after_forward) after_forward(*model_);
  const double loss = loss_and_gradient(recipe_.loss, "quantised", step);
  update(recipe_.quantised_phase, step, pass.mixing);
  return loss;
}

void Steps::renew_statistics() { model_->forward(Statistics::batch); }

void Steps::calibrate(std::int64_t step) {
  if (step == 0) model_->search_parameters();
  model_->forward_quantised({.exponents = Exponents::searched, .statistics = Statistics::running});
}

}  // namespace isomer::train
