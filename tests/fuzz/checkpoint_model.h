// SPDX-License-Identifier: Apache-2.0
//
// The model whose checkpoints are fuzzed, the same where seeds are made and where they are read.

#ifndef TESTS_FUZZ_CHECKPOINT_MODEL_H_
#define TESTS_FUZZ_CHECKPOINT_MODEL_H_

#include <string>

#include "isa/zoo/topology.h"
#include "train/model/model.h"

namespace isomer::fuzz {

inline constexpr char kCheckpointRecipe[] = "the recipe";

inline train::Model checkpoint_model(train::ThreadTeam& team) {
  train::ModelOptions options;
  options.batch = 16;
  options.input = {.bits = 8, .is_signed = true, .exponent = -7};
  options.bits = [](const std::string&) { return train::UnitBits{}; };
  // One of each: batch norm, a pool, logits; the file has few bytes.
  const Topology topology{.name = "fuzz",
                          .title = "",
                          .input = {1, 4, 4},
                          .nodes = {{.name = "conv",
                                     .inputs = {kImage},
                                     .kernel_h = 3,
                                     .kernel_w = 3,
                                     .padding = 1,
                                     .channels = 2,
                                     .activation = Activation::relu,
                                     .batch_norm = true},
                                    {.name = "pool",
                                     .kind = Node::Kind::average_pool,
                                     .inputs = {0},
                                     .kernel_h = 4,
                                     .kernel_w = 4},
                                    {.name = "fc", .inputs = {1}, .channels = 3}}};
  return {topology, options, team};
}

}  // namespace isomer::fuzz

#endif  // TESTS_FUZZ_CHECKPOINT_MODEL_H_
