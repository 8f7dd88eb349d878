// SPDX-License-Identifier: Apache-2.0
//
// What a run says about each of its epochs: CSV for tables, JSON lines for programs.

#ifndef TRAIN_LOG_H_
#define TRAIN_LOG_H_

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "train/quantizers/ise_unit.h"

namespace isomer::train {

struct EpochLog {
  std::string phase;  // "float", "statistics", "calibration" or "quantised"
  int epoch = 0;      // of the phase, from 1
  std::int64_t steps = 0;
  double loss = 0;           // mean; 0 in phases that have none
  double learning_rate = 0;  // of the first step
  double images_per_second = 0;
  std::int64_t representable_steps = 0;     // quantised steps that some integer network equals
  UnitCounts counts;                        // since the quantised phase began
  std::optional<double> held_out_accuracy;  // of E_t, or of the float model; a fraction
};

// A run that went on from a checkpoint, and where.
struct Resumption {
  std::string phase;
  std::int64_t step = 0;  // the first one after the checkpoint, from 0
};

struct TrainingLog {
  std::vector<EpochLog> epochs;
  std::vector<Resumption> resumptions;

  std::string to_csv() const;         // of the epochs, with a header
  std::string to_json_lines() const;  // an object per resumption, then one per epoch
};

nlohmann::json to_json(const TrainingLog& log);
// Error, by nlohmann's exceptions, when it is not what to_json gave.
TrainingLog log_from_json(const nlohmann::json& json);

}  // namespace isomer::train

#endif  // TRAIN_LOG_H_
