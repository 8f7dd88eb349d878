// SPDX-License-Identifier: Apache-2.0
//
// The answers of float models and of integer networks. What is printed about a network is always
// its integers executed by sim/runner, never the training graph (training.md, "Promise 2").

#ifndef TRAIN_EVALUATE_H_
#define TRAIN_EVALUATE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "isa/network/network.h"
#include "train/data/dataset.h"
#include "train/metrics/prediction.h"
#include "train/model/model.h"
#include "train/thread_team.h"

namespace isomer::train {

// The float model, on running statistics, on every image of `data` in order.
std::vector<Prediction> predict_float(Model& model, ThreadTeam& team, const Dataset& data);

// The network on every image of `data`, in order.
std::vector<Prediction> predict_integer(const Network& network, ThreadTeam& team,
                                        const Dataset& data);

// The same on input integers, [channel][row][column] each.
std::vector<Prediction> predict_integer(const Network& network, ThreadTeam& team,
                                        std::span<const std::vector<std::int32_t>> images);

}  // namespace isomer::train

#endif  // TRAIN_EVALUATE_H_
