// SPDX-License-Identifier: Apache-2.0
//
// A run as a sequence of phases, each so many steps long.

#ifndef TRAIN_PHASES_H_
#define TRAIN_PHASES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "isa/zoo/topology.h"
#include "train/model/stage.h"
#include "train/recipe/recipe.h"

namespace isomer::train {

struct Phase {
  enum class Kind {
    floating,     // gives the teacher
    statistics,   // an epoch that renews running statistics, before batch norm is absorbed
    calibration,  // chooses exponents, learns nothing: in place of a quantised phase of 0 epochs
    quantised,
  };
  Kind kind = Kind::floating;
  std::int64_t steps = 0;
  std::int64_t steps_per_epoch = 0;
  int first_epoch = 0;  // counted through all phases, for shuffling and augmentation

  const char* name() const;
  int epochs() const;  // the last one may be shorter
};

// `has_teacher`: the float model comes from a file.
std::vector<Phase> phases_of(const Recipe& recipe, const Topology& topology,
                             std::int64_t steps_per_epoch, bool has_teacher);

// What the forward pass of an epoch of the quantised phase does.
QuantisedPass pass_of(const Recipe& recipe, int epoch);

}  // namespace isomer::train

#endif  // TRAIN_PHASES_H_
