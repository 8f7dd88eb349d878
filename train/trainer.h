// SPDX-License-Identifier: Apache-2.0
//
// The training loop: a float phase, which leaves the teacher (or a teacher from a file), and a
// quantised phase, whose last epochs have frozen exponents.

#ifndef TRAIN_TRAINER_H_
#define TRAIN_TRAINER_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "train/checkpoint.h"
#include "train/phases.h"
#include "train/recipe/recipe.h"
#include "train/session.h"
#include "train/steps.h"
#include "train/thread_team.h"
#include "train/training_data.h"

namespace isomer::train {

class Trainer {
 public:
  // `data` outlives the trainer. Reads the teacher where the recipe names a file. Error where
  // recipe, data and teacher do not fit.
  Trainer(const Recipe& recipe, const TrainingData& data);

  // Every step that is not done yet.
  void run(const TrainingOptions& options);

  // After run(). `wants_layers` as in TrainingOptions.
  TrainingResult result(bool wants_layers = false);

  Steps& steps() { return steps_; }
  const TrainingState& state() const { return state_; }

 private:
  using Kind = Phase::Kind;

  const Phase& phase() const { return phases_[static_cast<std::size_t>(state_.position.phase)]; }
  int epoch() const { return static_cast<int>(state_.position.step / phase().steps_per_epoch); }
  void resume(const TrainingOptions& options);
  bool comes_after_statistics() const;
  void enter();
  void leave();
  void run_step(const TrainingOptions& options);
  double step_of_phase(const TrainingOptions& options);
  double quantised_step(const TrainingOptions& options);
  void finish_epoch(int epoch, const TrainingOptions& options);
  std::optional<double> held_out_accuracy();
  void save(const TrainingOptions& options);
  void write_logs(const TrainingOptions& options) const;
  void report(const TrainingOptions& options, std::int64_t steps_of_epoch) const;

  Recipe recipe_;
  const TrainingData& data_;
  ThreadTeam team_;
  Steps steps_;
  std::string teacher_origin_;  // for messages
  std::vector<Phase> phases_;
  TrainingState state_;
  std::vector<int> order_;  // of the epoch
  int order_epoch_ = -1;
};

// The step of [window * every, (window + 1) * every) that a check looks at, `window` = step /
// every.
bool is_checked(std::uint64_t seed, std::int64_t step, std::int64_t every);

}  // namespace isomer::train

#endif  // TRAIN_TRAINER_H_
