// SPDX-License-Identifier: Apache-2.0
//
// What a model answers, and how often that is right.

#ifndef TRAIN_EVALUATE_H_
#define TRAIN_EVALUATE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "isa/network/network.h"
#include "train/data/dataset.h"
#include "train/model/model.h"
#include "train/session.h"

namespace isomer::train {

// The answer for one image: the largest logit, the lowest index of equals.
struct Prediction {
  int answer = 0;
  bool is_tie = false;  // another logit is as large
};

template <typename Logit>
Prediction predict(std::span<const Logit> logits) {
  Prediction p;
  for (std::size_t i = 1; i < logits.size(); ++i) {
    const Logit best = logits[static_cast<std::size_t>(p.answer)];
    if (logits[i] > best)
      p = {static_cast<int>(i), false};
    else if (logits[i] == best)
      p.is_tie = true;
  }
  return p;
}

// The float model on every image of `data`, in order.
std::vector<Prediction> predict_float(Model& model, ThreadTeam& team, const Dataset& data);

// The network executed by the runner; images as input integers.
std::vector<Prediction> predict_integer(const Network& network, ThreadTeam& team,
                                        std::span<const std::vector<std::int32_t>> images);

Accuracy accuracy(std::span<const Prediction> predictions, std::span<const int> labels);

// CD: the fraction of images on which two models answer differently.
double difference(std::span<const Prediction> a, std::span<const Prediction> b);

}  // namespace isomer::train

#endif  // TRAIN_EVALUATE_H_
