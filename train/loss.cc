// SPDX-License-Identifier: Apache-2.0

#include "train/loss.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace isomer::train {

double cross_entropy(const Logits& z, std::span<const std::uint16_t> labels,
                     std::span<float> gradient) {
  const auto classes = static_cast<std::size_t>(z.classes);
  const auto images = static_cast<double>(z.images());
  std::vector<double> power(classes);
  double loss = 0;
  for (std::size_t n = 0; n < z.images(); ++n) {
    const std::span<const float> logits = z.values.subspan(n * classes, classes);
    const double largest = *std::ranges::max_element(logits);
    double sum = 0;
    for (std::size_t c = 0; c < classes; ++c) {
      power[c] = std::exp(static_cast<double>(logits[c]) - largest);
      sum += power[c];
    }
    const std::size_t label = labels[n];
    loss += std::log(sum) + largest - static_cast<double>(logits[label]);
    for (std::size_t c = 0; c < classes; ++c) {
      const double target = c == label ? 1 : 0;
      gradient[n * classes + c] = static_cast<float>((power[c] / sum - target) / images);
    }
  }
  return loss / images;
}

double consistency(const Logits& z, std::span<const float> y, std::span<float> gradient) {
  const auto count = static_cast<double>(z.values.size());
  double loss = 0;
  for (std::size_t i = 0; i < z.values.size(); ++i) {
    const double difference = static_cast<double>(z.values[i]) - static_cast<double>(y[i]);
    loss += difference * difference;
    gradient[i] = static_cast<float>(2 * difference / count);
  }
  return loss / count;
}

double mixed_loss(const Logits& z, const Targets& targets, std::span<float> gradient) {
  double loss = 0;
  if (targets.label_weight > 0) {
    loss = targets.label_weight * cross_entropy(z, targets.labels, gradient);
    const auto weight = static_cast<float>(targets.label_weight);
    if (weight != 1) {
      for (float& g : gradient) g *= weight;
    }
  } else {
    std::ranges::fill(gradient, 0.0F);
  }
  if (targets.teacher_weight > 0) {
    std::vector<float> of_teacher(gradient.size());
    loss += targets.teacher_weight * consistency(z, targets.teacher, of_teacher);
    const auto weight = static_cast<float>(targets.teacher_weight);
    for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += weight * of_teacher[i];
  }
  return loss;
}

}  // namespace isomer::train
