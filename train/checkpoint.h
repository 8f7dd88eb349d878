// SPDX-License-Identifier: Apache-2.0
//
// All that a training run needs to go on as if it had never stopped.

#ifndef TRAIN_CHECKPOINT_H_
#define TRAIN_CHECKPOINT_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include "train/log.h"
#include "train/model/model.h"
#include "train/teacher.h"

namespace isomer::train {

// Where a run stands: so many steps of that phase are done.
struct Position {
  int phase = 0;  // of phases_of()
  std::int64_t step = 0;

  friend bool operator==(const Position&, const Position&) = default;
};

// Seconds and images of training steps so far, per phase: what throughput is computed from.
struct Effort {
  double seconds = 0;
  std::int64_t images = 0;

  double images_per_second() const {
    return seconds > 0 ? static_cast<double>(images) / seconds : 0;
  }
  void add(double more_seconds, std::int64_t more_images) {
    seconds += more_seconds;
    images += more_images;
  }
};

struct TrainingState {
  std::string recipe;       // TOML, without what changes no bit
  int instruction_set = 0;  // of the float primitives; another one may give other bits, and so may
  std::string cpu;          // another cpu_model()
  Position position;
  bool is_absorbed = false;  // batch norm, in the model's parameters
  Teacher teacher;           // empty while the float phase runs
  Effort float_effort;
  Effort quantised_effort;
  TrainingLog log;

  // Of the epoch that is not finished yet.
  Effort epoch_effort;
  double epoch_loss = 0;
  std::int64_t epoch_representable = 0;
  // The largest of the quantised phase; negative: none.
  double best_held_out = -1;
};

// Container "ISOMCKP2": "state" (JSON), "model" (masters, running statistics, moments), "members"
// (of the mixing, one byte per weight of each unit that has some), "teacher state" and "teacher
// arrays". Written atomically.
void save_checkpoint(const TrainingState& state, Model& model, const std::filesystem::path& path);

// A checkpoint in memory: first the state, from which the caller makes a model of that phase, then
// the model's arrays and exponents.
class Checkpoint {
 public:
  // Error when the file is corrupt, or of another recipe, revision of the float arithmetic, CPU or
  // instruction set, with what to do.
  Checkpoint(const std::filesystem::path& path, const std::string& recipe);

  const TrainingState& state() const { return state_; }
  // Error when the model is not of the same shapes, or an exponent is outside [-64, 63].
  void restore(Model& model) const;

 private:
  std::string file_;
  TrainingState state_;
  std::string exponents_;  // JSON
  std::vector<std::byte> arrays_;
  std::vector<std::byte> members_;
};

}  // namespace isomer::train

#endif  // TRAIN_CHECKPOINT_H_
