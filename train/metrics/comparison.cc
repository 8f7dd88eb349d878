// SPDX-License-Identifier: Apache-2.0

#include "train/metrics/comparison.h"

namespace isomer::train {

Comparison compare_predictions(std::span<const Prediction> teacher,
                               std::span<const Prediction> network,
                               std::span<const std::uint16_t> labels, int classes) {
  Comparison c;
  c.images = static_cast<std::int64_t>(teacher.size());
  if (!labels.empty()) {
    c.classes.resize(static_cast<std::size_t>(classes));
    c.teacher_confusion = Confusion::Zero(classes, classes);
    c.network_confusion = Confusion::Zero(classes, classes);
  }
  for (std::size_t i = 0; i < teacher.size(); ++i) {
    const int of_teacher = teacher[i].answer();
    const int of_network = network[i].answer();
    const int is_different = of_teacher != of_network ? 1 : 0;
    c.different += is_different;
    if (labels.empty()) continue;
    const int label = labels[i];
    const int teacher_right = of_teacher == label ? 1 : 0;
    const int network_right = of_network == label ? 1 : 0;
    c.flips += teacher_right != network_right ? 1 : 0;
    Comparison::Class& row = c.classes[labels[i]];
    ++row.images;
    row.teacher_right += teacher_right;
    row.network_right += network_right;
    row.different += is_different;
    ++c.teacher_confusion(label, of_teacher);
    ++c.network_confusion(label, of_network);
  }
  c.discrepancy = (c.network_confusion - c.teacher_confusion).diagonal().cwiseAbs().sum();
  return c;
}

}  // namespace isomer::train
