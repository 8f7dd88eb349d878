// SPDX-License-Identifier: Apache-2.0
//
// Single steps of training: load a batch, run it forward and backward, update. What a step does is
// decided by the recipe; when it is done, by the caller.

#ifndef TRAIN_STEPS_H_
#define TRAIN_STEPS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "isa/zoo/topology.h"
#include "train/data/dataset.h"
#include "train/model/model.h"
#include "train/optimizer.h"
#include "train/recipe/recipe.h"
#include "train/teacher.h"
#include "train/thread_team.h"

namespace isomer::train {

// Steps between two searches of the exponents of parameters.
inline constexpr int kSearchInterval = 100;

// Called between the forward pass and the loss of a quantised step.
using AfterForward = std::function<void(const Model& model)>;

class Steps {
 public:
  // `train` and `team` outlive it. Error where recipe and data do not fit. There is no model yet.
  Steps(const Recipe& recipe, const Dataset& train, ThreadTeam& team);

  // The float model as the seed makes it, on inputs of 8 bits.
  void begin_float();
  // The quantised model with the teacher's parameters; exponents and moments as new. `where` names
  // the teacher in errors.
  void begin_quantised(const Teacher& teacher, const std::string& where);
  // Of the quantised model: batch norm into its weights and biases, for good.
  void absorb_batch_norm();
  bool is_absorbed() const { return is_absorbed_; }

  // Fills the inputs with the training images `indices`, a whole batch; `epoch` keys augmentation.
  // Labels are missed by the first step that learns from them.
  void load(std::span<const int> indices, int epoch);

  // On the loaded batch. `step` counts from 0 within the phase. The result is the loss; Error when
  // it is not finite.
  double float_step(std::int64_t step);
  double quantised_step(std::int64_t step, const QuantisedPass& pass,
                        const AfterForward& after_forward = {});

  // Running statistics alone, float; averages of exponents alone, batch norm on running statistics.
  void renew_statistics();
  void calibrate(std::int64_t step);

  Model& model() { return *model_; }
  const Recipe& recipe() const { return recipe_; }
  const Topology& topology() const { return topology_; }
  const Dataset& data() const { return data_; }
  ThreadTeam& team() { return team_; }
  std::int64_t steps_per_epoch() const { return data_.size() / recipe_.batch; }

  // A model that answers as the teacher does: running statistics, inputs of 8 bits.
  std::unique_ptr<Model> make_teacher(const Teacher& teacher, const std::string& where) const;

 private:
  std::unique_ptr<Model> make_model(int input_bits) const;
  void fill(Model& model, std::span<const int> indices, int epoch);
  double loss_and_gradient(const LossRecipe& weights, const char* phase, std::int64_t step);
  void update(const PhaseRecipe& phase, std::int64_t step, const Mixing& mixing);

  Recipe recipe_;
  const Dataset& data_;
  ThreadTeam& team_;
  Topology topology_;
  std::unique_ptr<Model> model_;
  std::unique_ptr<Model> teacher_;  // where the loss asks for it
  std::unique_ptr<Optimizer> optimizer_;
  bool is_absorbed_ = false;
  bool is_quantised_ = false;
  std::vector<std::uint16_t> labels_;  // of the batch; empty: nothing reads them
};

}  // namespace isomer::train

#endif  // TRAIN_STEPS_H_
