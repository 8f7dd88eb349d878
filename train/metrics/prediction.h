// SPDX-License-Identifier: Apache-2.0
//
// What a model answers about one image, and how often answers are right.

#ifndef TRAIN_METRICS_PREDICTION_H_
#define TRAIN_METRICS_PREDICTION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace isomer::train {

// Classes by falling logit, the lowest index first of equals; -1 where there are fewer classes.
inline constexpr std::size_t kTop = 5;

struct Prediction {
  std::array<int, kTop> best = {-1, -1, -1, -1, -1};
  bool is_tie = false;  // another logit is as large as the largest

  int answer() const { return best[0]; }
  bool is_among_top(int label) const {
    for (const int c : best) {
      if (c == label) return true;
    }
    return false;
  }
};

template <typename Logit>
Prediction predict(std::span<const Logit> logits) {
  Prediction p;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    std::size_t place = kTop;  // of i, as far as the classes before it are concerned
    while (place > 0 && (p.best[place - 1] < 0 ||
                         logits[i] > logits[static_cast<std::size_t>(p.best[place - 1])])) {
      --place;
    }
    for (std::size_t k = kTop - 1; k > place; --k) p.best[k] = p.best[k - 1];
    if (place < kTop) p.best[place] = static_cast<int>(i);
  }
  p.is_tie = p.best[1] >= 0 && logits[static_cast<std::size_t>(p.best[0])] ==
                                   logits[static_cast<std::size_t>(p.best[1])];
  return p;
}

// How a model does on images. Fractions of `images`, in [0, 1]; ties go to the lowest index.
struct Accuracy {
  std::int64_t images = 0;
  bool has_labels = false;  // otherwise nothing is known but `ties`
  double top1 = 0;
  double top5 = 0;
  double ties = 0;  // images whose largest logit is not unique
};

// One label per prediction, or none at all.
Accuracy accuracy(std::span<const Prediction> predictions, std::span<const std::uint16_t> labels);

}  // namespace isomer::train

#endif  // TRAIN_METRICS_PREDICTION_H_
