// SPDX-License-Identifier: Apache-2.0
//
// The training loop: a float phase, which leaves the teacher, and a quantised phase, whose last
// epochs have frozen exponents.

#ifndef TRAIN_TRAINER_H_
#define TRAIN_TRAINER_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "train/checkpoint.h"
#include "train/data/dataset.h"
#include "train/data/loader.h"
#include "train/evaluate.h"
#include "train/model/model.h"
#include "train/recipe/recipe.h"
#include "train/session.h"
#include "train/thread_team.h"

namespace isomer::train {

// Bits of every role for the recipe's data.
ModelFormats model_formats(const Recipe& recipe, int channels);

// Steps between two searches of the exponents of parameters.
inline constexpr int kSearchInterval = 100;

class Trainer {
 public:
  // Loads nothing: `data` outlives the trainer. Error where recipe and data do not fit.
  Trainer(const Recipe& recipe, const DatasetPair& data);

  // One step on a batch of training images, in order: forward, backward, update. `epoch` keys the
  // augmentation, `step` counts from 0 within the phase. Returns the loss; Error when it is not
  // finite.
  double float_step(std::span<const int> indices, int epoch, std::int64_t step);
  double quantised_step(std::span<const int> indices, int epoch, std::int64_t step,
                        Exponents exponents);

  // All epochs that are not done yet.
  void run(const TrainingOptions& options);

  // After run().
  TrainingResult result();

  Model& model() { return model_; }
  std::int64_t steps_per_epoch() const { return data_.train.size() / recipe_.batch; }

 private:
  void load(std::span<const int> indices, int epoch);
  void descend(const PhaseRecipe& phase, std::int64_t step);
  double loss_and_gradient(std::span<const int> indices, const char* phase, std::int64_t step);
  void run_epoch(bool is_quantised, int epoch, const TrainingOptions& options);
  void keep_teacher();
  std::vector<Prediction> predict_teacher();
  void write_log(const TrainingOptions& options) const;

  Recipe recipe_;
  const DatasetPair& data_;
  ThreadTeam team_;
  Model model_;
  TrainingState state_;
  std::vector<std::uint8_t> labels_;  // of the batch
};

}  // namespace isomer::train

#endif  // TRAIN_TRAINER_H_
