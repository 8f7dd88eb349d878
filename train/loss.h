// SPDX-License-Identifier: Apache-2.0

#ifndef TRAIN_LOSS_H_
#define TRAIN_LOSS_H_

#include <cstdint>
#include <span>

#include "train/tensor.h"

namespace isomer::train {

// The mean over images of -log softmax(logits)[label], and its gradient. One label per row. Sums in
// image order, in double. May be infinite or NaN when the logits are; the trainer refuses that.
double cross_entropy(const Matrix& logits, std::span<const std::uint8_t> labels, Matrix& gradient);

}  // namespace isomer::train

#endif  // TRAIN_LOSS_H_
