// SPDX-License-Identifier: Apache-2.0
//
// How the answers of a network differ from those of its teacher.              seed-math.md, 4.8

#ifndef TRAIN_METRICS_COMPARISON_H_
#define TRAIN_METRICS_COMPARISON_H_

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "train/metrics/prediction.h"

namespace isomer::train {

// Counts of images, [label][answer].
using Confusion = Eigen::Matrix<std::int64_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Counts of images. With labels: CD >= flips >= discrepancy >= |difference of right answers|.
struct Comparison {
  std::int64_t images = 0;
  std::int64_t different = 0;    // CD: the answers are not the same class
  std::int64_t flips = 0;        // one answer is right and the other wrong
  std::int64_t discrepancy = 0;  // sum over classes of |difference of right answers in the class|

  struct Class {
    std::int64_t images = 0;
    std::int64_t teacher_right = 0;
    std::int64_t network_right = 0;
    std::int64_t different = 0;
  };
  std::vector<Class> classes;  // by label; empty without labels

  Confusion teacher_confusion;  // empty without labels
  Confusion network_confusion;

  double share(std::int64_t count) const {
    return images > 0 ? static_cast<double>(count) / static_cast<double>(images) : 0;
  }
};

// Predictions of the same images, in order, and their labels below `classes` (or none).
Comparison compare_predictions(std::span<const Prediction> teacher,
                               std::span<const Prediction> network,
                               std::span<const std::uint16_t> labels, int classes);

}  // namespace isomer::train

#endif  // TRAIN_METRICS_COMPARISON_H_
