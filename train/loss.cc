// SPDX-License-Identifier: Apache-2.0

#include "train/loss.h"

#include <cmath>
#include <vector>

namespace isomer::train {

double cross_entropy(const Matrix& logits, std::span<const std::uint8_t> labels, Matrix& gradient) {
  const auto images = static_cast<double>(logits.rows());
  std::vector<double> power(static_cast<std::size_t>(logits.cols()));
  double loss = 0;
  for (Eigen::Index n = 0; n < logits.rows(); ++n) {
    const double largest = logits.row(n).maxCoeff();
    double sum = 0;
    for (Eigen::Index c = 0; c < logits.cols(); ++c) {
      const double e = std::exp(static_cast<double>(logits(n, c)) - largest);
      power[static_cast<std::size_t>(c)] = e;
      sum += e;
    }
    const Eigen::Index label = labels[static_cast<std::size_t>(n)];
    loss += std::log(sum) + largest - static_cast<double>(logits(n, label));
    for (Eigen::Index c = 0; c < logits.cols(); ++c) {
      const double target = c == label ? 1 : 0;
      gradient(n, c) =
          static_cast<float>((power[static_cast<std::size_t>(c)] / sum - target) / images);
    }
  }
  return loss / images;
}

}  // namespace isomer::train
