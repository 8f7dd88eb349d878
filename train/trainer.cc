// SPDX-License-Identifier: Apache-2.0

#include "train/trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "train/cpu_model.h"
#include "train/data/loader.h"
#include "train/evaluate.h"
#include "train/layers/float_convolution.h"
#include "train/random.h"
#include "train/schedule.h"

namespace isomer::train {
namespace {

using Clock = std::chrono::steady_clock;

// Two runs that differ only in their threads, or in where the same files lie, are the same run.
std::string identity(Recipe recipe, const Teacher& teacher) {
  recipe.threads = 1;
  recipe.data.path.clear();
  if (!recipe.teacher.empty()) recipe.teacher = hash_of(teacher);
  return to_toml(recipe);
}

// Integers hide what has become of the masters behind them.
void require_finite(Model& model, const std::string& recipe, const char* phase) {
  for (const Parameter* p : model.parameters()) {
    if (std::ranges::all_of(p->value, [](float v) { return std::isfinite(v); })) continue;
    throw Error(fmt::format("recipe {}: {} is no longer finite; try a smaller {}.learning_rate",
                            recipe, p->name, phase));
  }
}

std::filesystem::path best_beside(const std::filesystem::path& checkpoint) {
  std::filesystem::path best = checkpoint;
  best.replace_extension();
  best += ".best";
  best += checkpoint.extension();
  return best;
}

}  // namespace

bool is_checked(std::uint64_t seed, std::int64_t step, std::int64_t every) {
  if (every < 1) return false;
  const auto window = static_cast<std::uint32_t>(step / every);
  const RandomStream random(seed, Purpose::check, 0, window);
  return step % every == random.below(static_cast<std::uint32_t>(every), 0);
}

Trainer::Trainer(const Recipe& recipe, const TrainingData& data)
    : recipe_(recipe),
      data_(data),
      team_(recipe.threads),
      steps_(recipe, data.train, team_),
      teacher_origin_("recipe " + recipe.name) {
  if (data.test.size() < 1) {
    throw Error(fmt::format("recipe {}: there is no test image", recipe.name));
  }
  if (!recipe.teacher.empty()) {
    state_.teacher = load_teacher(recipe.teacher);
    teacher_origin_ = recipe.teacher;
  }
  phases_ =
      phases_of(recipe, steps_.topology(), steps_.steps_per_epoch(), !state_.teacher.is_empty());
  state_.recipe = identity(recipe, state_.teacher);
  state_.instruction_set = float_instruction_set();
  state_.cpu = cpu_model();
}

bool Trainer::comes_after_statistics() const {
  return state_.position.phase > 0 &&
         phases_[static_cast<std::size_t>(state_.position.phase) - 1].kind == Kind::statistics;
}

// The model of the present phase, as at its first step.
void Trainer::enter() {
  if (phase().kind == Kind::floating) return steps_.begin_float();
  if (comes_after_statistics()) {
    steps_.absorb_batch_norm();
    state_.is_absorbed = true;
  } else {
    steps_.begin_quantised(state_.teacher, teacher_origin_);
  }
}

void Trainer::leave() {
  if (phase().kind == Kind::floating) {
    state_.teacher = teacher_of(steps_.model(), recipe_.model);
  }
}

void Trainer::resume(const TrainingOptions& options) {
  const Checkpoint checkpoint(options.checkpoint, state_.recipe);
  state_ = checkpoint.state();
  const Position& at = state_.position;
  if (at.phase < 0 || at.phase >= std::ssize(phases_) || at.step < 0 || at.step > phase().steps) {
    throw Error(fmt::format("{}: stands at a step that the recipe does not have",
                            options.checkpoint.string()));
  }
  const bool is_absorbed = comes_after_statistics();
  const bool has_teacher = phase().kind != Kind::floating;
  if (state_.is_absorbed != is_absorbed || state_.teacher.is_empty() == has_teacher) {
    throw Error(fmt::format("{}: what it holds is not of the phase that it stands in, '{}'",
                            options.checkpoint.string(), phase().name()));
  }
  if (phase().kind == Kind::floating) {
    steps_.begin_float();
  } else {
    steps_.begin_quantised(state_.teacher, options.checkpoint.string());
    if (state_.is_absorbed) steps_.absorb_batch_norm();
  }
  checkpoint.restore(steps_.model());
  state_.log.resumptions.push_back({phase().name(), at.step});
  if (options.progress != nullptr) options.progress->resumed(phase().name(), at.step);
}

void Trainer::run(const TrainingOptions& options) {
  if (options.resume) {
    resume(options);
  } else {
    enter();
  }
  for (bool is_saved = options.save_teacher.empty();;) {
    while (state_.position.step < phase().steps) run_step(options);
    leave();
    if (!is_saved) save_teacher(state_.teacher, options.save_teacher);
    is_saved = true;
    if (state_.position.phase + 1 == std::ssize(phases_)) break;
    ++state_.position.phase;
    state_.position.step = 0;
    enter();
  }
  write_logs(options);
}

void Trainer::run_step(const TrainingOptions& options) {
  const auto start = Clock::now();
  const int e = epoch();
  const int global_epoch = phase().first_epoch + e;
  if (order_epoch_ != global_epoch) {
    order_ = shuffled(data_.train.size(), recipe_.seed, global_epoch);
    order_epoch_ = global_epoch;
  }
  const std::int64_t number = state_.position.step % phase().steps_per_epoch;
  const auto batch = static_cast<std::size_t>(recipe_.batch);
  steps_.load(std::span(order_).subspan(static_cast<std::size_t>(number) * batch, batch),
              global_epoch);
  state_.epoch_loss += step_of_phase(options);
  state_.epoch_effort.add(std::chrono::duration<double>(Clock::now() - start).count(),
                          recipe_.batch);
  report(options, number + 1);
  ++state_.position.step;
  const std::int64_t done = state_.position.step;
  const bool ends_epoch = done % phase().steps_per_epoch == 0 || done == phase().steps;
  if (ends_epoch) finish_epoch(e, options);
  const bool is_due = options.checkpoint_steps > 0 && done % options.checkpoint_steps == 0;
  if (ends_epoch || is_due) save(options);
}

double Trainer::step_of_phase(const TrainingOptions& options) {
  const std::int64_t step = state_.position.step;
  switch (phase().kind) {
    case Kind::floating:
      return steps_.float_step(step);
    case Kind::statistics:
      steps_.renew_statistics();
      return 0;
    case Kind::calibration:
      steps_.calibrate(step);
      return 0;
    case Kind::quantised:
      break;
  }
  return quantised_step(options);
}

double Trainer::quantised_step(const TrainingOptions& options) {
  const std::int64_t step = state_.position.step;
  const QuantisedPass pass = pass_of(recipe_, epoch());
  AfterForward look;
  if (options.observer != nullptr && is_checked(recipe_.seed, step, options.observe_every)) {
    look = [&](const Model& model) {
      options.observer->after_forward(model, step, pass.exponents == Exponents::frozen);
    };
  }
  const double loss = steps_.quantised_step(step, pass, look);
  state_.epoch_representable += steps_.model().is_representable() ? 1 : 0;
  return loss;
}

void Trainer::report(const TrainingOptions& options, std::int64_t steps_of_epoch) const {
  if (options.progress == nullptr) return;
  options.progress->update({.phase = phase().name(),
                            .epoch = epoch(),
                            .epochs = phase().epochs(),
                            .step = state_.position.step + 1,
                            .steps = phase().steps,
                            .loss = state_.epoch_loss / static_cast<double>(steps_of_epoch),
                            .images_per_second = state_.epoch_effort.images_per_second()});
}

std::optional<double> Trainer::held_out_accuracy() {
  if (data_.held_out.size() == 0 || !data_.held_out.has_labels()) return std::nullopt;
  if (phase().kind == Kind::floating) {
    return accuracy(predict_float(steps_.model(), team_, data_.held_out), data_.held_out.labels)
        .top1;
  }
  if (phase().kind == Kind::statistics) return std::nullopt;
  const Network network = steps_.model().export_network();
  return accuracy(predict_integer(network, team_, data_.held_out), data_.held_out.labels).top1;
}

void Trainer::finish_epoch(int epoch, const TrainingOptions& options) {
  const Phase& of = phase();
  require_finite(steps_.model(), recipe_.name, of.name());
  const std::int64_t first = epoch * of.steps_per_epoch;
  EpochLog line;
  line.phase = of.name();
  line.epoch = epoch + 1;
  line.steps = state_.position.step - first;
  line.loss = state_.epoch_loss / static_cast<double>(line.steps);
  line.images_per_second = state_.epoch_effort.images_per_second();
  line.representable_steps = state_.epoch_representable;
  line.counts = steps_.model().counts();
  line.held_out_accuracy = held_out_accuracy();
  const auto learned = [&](const PhaseRecipe& recipe, Effort& total) {
    line.learning_rate = learning_rate(recipe, first, of.steps_per_epoch);
    total.add(state_.epoch_effort.seconds, state_.epoch_effort.images);
  };
  if (of.kind == Kind::floating) learned(recipe_.float_phase, state_.float_effort);
  if (of.kind == Kind::quantised) learned(recipe_.quantised_phase, state_.quantised_effort);
  state_.log.epochs.push_back(line);
  state_.epoch_effort = {};
  state_.epoch_loss = 0;
  state_.epoch_representable = 0;
  write_logs(options);
  const bool is_best =
      of.kind == Kind::quantised && line.held_out_accuracy.value_or(-1) > state_.best_held_out;
  if (!is_best) return;
  state_.best_held_out = *line.held_out_accuracy;
  if (!options.checkpoint.empty()) {
    save_checkpoint(state_, steps_.model(), best_beside(options.checkpoint));
  }
}

void Trainer::save(const TrainingOptions& options) {
  if (options.checkpoint.empty()) return;
  save_checkpoint(state_, steps_.model(), options.checkpoint);
}

void Trainer::write_logs(const TrainingOptions& options) const {
  const auto write = [](const std::filesystem::path& path, const std::string& text) {
    if (!path.empty()) write_file_atomically(path, std::as_bytes(std::span(text)));
  };
  write(options.log, state_.log.to_csv());
  write(options.json_log, state_.log.to_json_lines());
}

}  // namespace isomer::train
