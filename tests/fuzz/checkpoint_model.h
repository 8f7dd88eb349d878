// SPDX-License-Identifier: Apache-2.0
//
// The model whose checkpoints are fuzzed, the same where seeds are made and where they are read.

#ifndef TESTS_FUZZ_CHECKPOINT_MODEL_H_
#define TESTS_FUZZ_CHECKPOINT_MODEL_H_

#include <string>

#include "isa/zoo/zoo.h"
#include "train/model/model.h"

namespace isomer::fuzz {

inline constexpr char kCheckpointRecipe[] = "the recipe";

inline train::Model checkpoint_model(train::ThreadTeam& team) {
  train::ModelOptions options;
  options.batch = 16;
  options.input = {.bits = 8, .is_signed = true, .exponent = -7};
  options.bits = [](const std::string&) { return train::UnitBits{}; };
  return {find_topology("lenet5", {1, 28, 28}, 10), options, team};
}

}  // namespace isomer::fuzz

#endif  // TESTS_FUZZ_CHECKPOINT_MODEL_H_
