// SPDX-License-Identifier: Apache-2.0

#include "train/metrics/prediction.h"

#include <algorithm>

namespace isomer::train {

Accuracy accuracy(std::span<const Prediction> predictions, std::span<const std::uint16_t> labels) {
  std::int64_t right = 0;
  std::int64_t among_top = 0;
  std::int64_t ties = 0;
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    ties += predictions[i].is_tie ? 1 : 0;
    if (labels.empty()) continue;
    right += predictions[i].answer() == labels[i] ? 1 : 0;
    among_top += predictions[i].is_among_top(labels[i]) ? 1 : 0;
  }
  const auto count = static_cast<std::int64_t>(predictions.size());
  const auto divisor = static_cast<double>(std::max<std::int64_t>(count, 1));
  return {.images = count,
          .has_labels = !labels.empty(),
          .top1 = static_cast<double>(right) / divisor,
          .top5 = static_cast<double>(among_top) / divisor,
          .ties = static_cast<double>(ties) / divisor};
}

}  // namespace isomer::train
