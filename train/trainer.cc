// SPDX-License-Identifier: Apache-2.0

#include "train/trainer.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <utility>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "train/layers/float_convolution.h"
#include "train/loss.h"
#include "train/optimizer.h"

namespace isomer::train {
namespace {

using Clock = std::chrono::steady_clock;

// Two runs that differ only in their threads, or in where the same data lies, are the same run.
std::string identity(Recipe recipe) {
  recipe.threads = 1;
  recipe.data_path.clear();
  return to_toml(recipe);
}

Shape shape_of(const Dataset& data) { return {data.channels, data.height, data.width}; }

// Labels of the test images as the measuring functions want them.
std::vector<int> labels_of(const Dataset& data) { return {data.labels.begin(), data.labels.end()}; }

}  // namespace

ModelFormats model_formats(const Recipe& recipe, int channels) {
  return {.input = input_format(channels, recipe.input_bits),
          .weight_bits = recipe.weight_bits,
          .activation_bits = recipe.activation_bits,
          .bias_bits = recipe.bias_bits,
          .logit_bits = recipe.logit_bits};
}

Trainer::Trainer(const Recipe& recipe, const DatasetPair& data)
    : recipe_(recipe),
      data_(data),
      team_(recipe.threads),
      model_(find_model(recipe.model, shape_of(data.train), data.train.classes),
             model_formats(recipe, data.train.channels), recipe.batch, team_) {
  if (data.train.size() < recipe.batch || data.test.size() < 1) {
    throw Error(
        fmt::format("recipe {}: {} training and {} test images are too few for batches of {}",
                    recipe.name, data.train.size(), data.test.size(), recipe.batch));
  }
  model_.initialise(recipe.seed);
  state_.recipe = identity(recipe);
  state_.instruction_set = float_instruction_set();
  state_.log =
      "phase,epoch,steps,loss,learning_rate,images_per_second,saturated_biases,raised_exponents\n";
}

void Trainer::load(std::span<const int> indices, int epoch) {
  load_batch(team_, data_.train, indices, {recipe_.flip, recipe_.crop}, recipe_.seed, epoch,
             model_.input());
}

double Trainer::loss_and_gradient(std::span<const int> indices, const char* phase,
                                  std::int64_t step) {
  labels_.clear();
  for (const int i : indices) labels_.push_back(data_.train.labels[static_cast<std::size_t>(i)]);
  Activation& logits = model_.logits();
  const double loss = cross_entropy(logits.values, labels_, logits.gradient);
  if (!std::isfinite(loss)) {
    throw Error(
        fmt::format("recipe {}: the loss is {} in step {} of the {} phase; try a smaller "
                    "{}.learning_rate",
                    recipe_.name, loss, step, phase, phase));
  }
  return loss;
}

void Trainer::descend(const PhaseRecipe& phase, std::int64_t step) {
  model_.backward();
  const double rate = learning_rate(phase, step, steps_per_epoch());
  for (Parameters* p : model_.parameters()) sgd_step(*p, phase, rate);
}

double Trainer::float_step(std::span<const int> indices, int epoch, std::int64_t step) {
  load(indices, epoch);
  model_.forward();
  const double loss = loss_and_gradient(indices, "float", step);
  descend(recipe_.float_phase, step);
  return loss;
}

double Trainer::quantised_step(std::span<const int> indices, int epoch, std::int64_t step,
                               Exponents exponents) {
  load(indices, epoch);
  if (exponents == Exponents::searched && step % kSearchInterval == 0) model_.search_parameters();
  model_.forward_quantised(exponents);
  const double loss = loss_and_gradient(indices, "quantised", step);
  descend(recipe_.quantised_phase, step);
  return loss;
}

void Trainer::run_epoch(bool is_quantised, int epoch, const TrainingOptions& options) {
  const PhaseRecipe& phase = is_quantised ? recipe_.quantised_phase : recipe_.float_phase;
  const char* name = is_quantised ? "quantised" : "float";
  const bool is_frozen = epoch >= phase.epochs - recipe_.frozen_epochs;
  // Epochs are counted through both phases for shuffling and augmentation.
  const int global_epoch = (is_quantised ? recipe_.float_phase.epochs : 0) + epoch;
  const std::vector<int> order = shuffled(data_.train.size(), recipe_.seed, global_epoch);
  const std::int64_t steps = steps_per_epoch();
  Effort& effort = is_quantised ? state_.quantised_effort : state_.float_effort;
  Effort of_epoch;
  double loss = 0;
  for (std::int64_t i = 0; i < steps; ++i) {
    const auto batch = static_cast<std::size_t>(recipe_.batch);
    const auto indices = std::span(order).subspan(static_cast<std::size_t>(i) * batch, batch);
    const std::int64_t step = epoch * steps + i;
    const auto start = Clock::now();
    loss += is_quantised ? quantised_step(indices, global_epoch, step,
                                          is_frozen ? Exponents::frozen : Exponents::searched)
                         : float_step(indices, global_epoch, step);
    of_epoch.seconds += std::chrono::duration<double>(Clock::now() - start).count();
    of_epoch.images += recipe_.batch;
    if (options.progress != nullptr) {
      options.progress->update({.phase = name,
                                .epoch = epoch,
                                .epochs = phase.epochs,
                                .step = step + 1,
                                .steps = steps * phase.epochs,
                                .loss = loss / static_cast<double>(i + 1),
                                .images_per_second = of_epoch.images_per_second()});
    }
  }
  effort.seconds += of_epoch.seconds;
  effort.images += of_epoch.images;
  const IseCounts counts = model_.counts();
  state_.log +=
      fmt::format("{},{},{},{:.6f},{:.6g},{:.0f},{},{}\n", name, epoch + 1, steps,
                  loss / static_cast<double>(steps), learning_rate(phase, epoch * steps, steps),
                  of_epoch.images_per_second(), counts.saturated_biases, counts.raised_exponents);
}

void Trainer::keep_teacher() {
  state_.teacher.clear();
  for (Parameters* p : model_.parameters()) {
    state_.teacher.push_back(p->weights);
    state_.teacher.push_back(p->bias);
    std::fill(p->weight_momentum.begin(), p->weight_momentum.end(), 0.0F);
    std::fill(p->bias_momentum.begin(), p->bias_momentum.end(), 0.0F);
  }
}

void Trainer::write_log(const TrainingOptions& options) const {
  if (options.log.empty()) return;
  write_file_atomically(options.log, std::as_bytes(std::span(state_.log)));
}

void Trainer::run(const TrainingOptions& options) {
  if (options.resume) state_ = load_checkpoint(options.checkpoint, state_.recipe, model_);
  Position& at = state_.position;
  const auto finish_epoch = [&](int& counter) {
    ++counter;
    if (at.float_epochs == recipe_.float_phase.epochs && state_.teacher.empty()) keep_teacher();
    write_log(options);
    if (!options.checkpoint.empty()) save_checkpoint(state_, model_, options.checkpoint);
  };
  while (at.float_epochs < recipe_.float_phase.epochs) {
    run_epoch(false, at.float_epochs, options);
    finish_epoch(at.float_epochs);
  }
  if (state_.teacher.empty()) keep_teacher();  // no float epochs at all
  while (at.quantised_epochs < recipe_.quantised_phase.epochs) {
    run_epoch(true, at.quantised_epochs, options);
    finish_epoch(at.quantised_epochs);
  }
}

std::vector<Prediction> Trainer::predict_teacher() {
  const auto exchange = [&] {
    std::size_t next = 0;
    for (Parameters* p : model_.parameters()) {
      p->weights.swap(state_.teacher[next++]);
      p->bias.swap(state_.teacher[next++]);
    }
  };
  exchange();
  std::vector<Prediction> predictions = predict_float(model_, team_, data_.test);
  exchange();
  return predictions;
}

TrainingResult Trainer::result() {
  const std::vector<int> labels = labels_of(data_.test);
  const std::vector<Prediction> teacher = predict_teacher();
  TrainingResult result;
  result.network = model_.export_network();
  validate(result.network);
  std::vector<std::vector<std::int32_t>> images;
  for (int i = 0; i < data_.test.size(); ++i) {
    write_image(data_.test.image(i), model_.input().format,
                images.emplace_back(data_.test.image_bytes()));
  }
  const std::vector<Prediction> integer = predict_integer(result.network, team_, images);
  result.float_accuracy = accuracy(teacher, labels);
  result.integer_accuracy = accuracy(integer, labels);
  result.classification_difference = difference(teacher, integer);
  result.float_images_per_second = state_.float_effort.images_per_second();
  result.quantised_images_per_second = state_.quantised_effort.images_per_second();
  result.saturated_biases = model_.counts().saturated_biases;
  result.raised_exponents = model_.counts().raised_exponents;
  const auto percent = [](double fraction) { return fmt::format("{:.4f}", 100 * fraction); };
  result.network.provenance = {
      {"recipe", state_.recipe},
      {"float_accuracy_percent", percent(result.float_accuracy.top1)},
      {"integer_accuracy_percent", percent(result.integer_accuracy.top1)},
      {"classification_difference_percent", percent(result.classification_difference)},
      {"test_images", std::to_string(result.integer_accuracy.images)}};
  return result;
}

}  // namespace isomer::train
