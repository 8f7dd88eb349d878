// SPDX-License-Identifier: Apache-2.0
//
// All that a training run needs to go on as if it had never stopped.

#ifndef TRAIN_CHECKPOINT_H_
#define TRAIN_CHECKPOINT_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "train/model/model.h"

namespace isomer::train {

// Where a run stands, after whole epochs.
struct Position {
  int float_epochs = 0;
  int quantised_epochs = 0;
};

// Seconds and images of training steps so far, per phase: what throughput is computed from.
struct Effort {
  double seconds = 0;
  std::int64_t images = 0;

  double images_per_second() const {
    return seconds > 0 ? static_cast<double>(images) / seconds : 0;
  }
};

struct TrainingState {
  std::string recipe;       // TOML, without the number of threads
  int instruction_set = 0;  // of the float primitives; another one may give other bits
  Position position;
  Effort float_effort;
  Effort quantised_effort;
  std::string log;  // the CSV so far
  std::vector<std::vector<float>>
      teacher;  // weights, bias, weights ... at the end of float training
};

// Container "ISOMCKP1": section "state" (JSON) and the float arrays. Written atomically.
void save_checkpoint(const TrainingState& state, Model& model, const std::filesystem::path& path);

// Fills `model`, which is built from the same recipe. Error when the file is corrupt, of another
// recipe, or of another instruction set, with what to do.
TrainingState load_checkpoint(const std::filesystem::path& path, const std::string& recipe,
                              Model& model);

}  // namespace isomer::train

#endif  // TRAIN_CHECKPOINT_H_
