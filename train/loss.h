// SPDX-License-Identifier: Apache-2.0
//
// Losses on a batch of logits, [image][class]. Sums run in the order of the images, in double. A
// loss may be infinite or NaN when the logits are; the trainer refuses that.

#ifndef TRAIN_LOSS_H_
#define TRAIN_LOSS_H_

#include <cstdint>
#include <span>

namespace isomer::train {

struct Logits {
  std::span<const float> values;
  int classes = 1;

  std::size_t images() const { return values.size() / static_cast<std::size_t>(classes); }
};

// The mean over images of -log softmax(z)[label], and its gradient. One label per image.
double cross_entropy(const Logits& z, std::span<const std::uint16_t> labels,
                     std::span<float> gradient);

// DiffQuant's model consistency loss against a teacher's logits y:
//   1 / (B C) sum (z - y)^2,  gradient 2 (z - y) / (B C)                        seed-math.md, (14)
double consistency(const Logits& z, std::span<const float> y, std::span<float> gradient);

// What a mixture is computed from; what has no weight is not read and may be empty.
struct Targets {
  double label_weight = 1;
  std::span<const std::uint16_t> labels = {};
  double teacher_weight = 0;
  std::span<const float> teacher = {};
};

// label_weight * cross_entropy + teacher_weight * consistency.
double mixed_loss(const Logits& z, const Targets& targets, std::span<float> gradient);

}  // namespace isomer::train

#endif  // TRAIN_LOSS_H_
