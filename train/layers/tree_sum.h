// SPDX-License-Identifier: Apache-2.0
//
// The sum of partial gradients, in an order that depends on nothing but their number.

#ifndef TRAIN_LAYERS_TREE_SUM_H_
#define TRAIN_LAYERS_TREE_SUM_H_

#include <cstddef>
#include <span>

namespace isomer::train {

// sum[i] = the sum over s in [0, shards) of parts[s * n + i], n = sum.size(), as a binary tree over
// shard numbers: ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)) and so on. Destroys `parts`.
inline void tree_sum(std::span<float> parts, std::span<float> sum, int shards) {
  const std::size_t n = sum.size();
  const auto count = static_cast<std::size_t>(shards);
  for (std::size_t step = 1; step < count; step *= 2) {
    for (std::size_t left = 0; left + step < count; left += 2 * step) {
      float* to = parts.data() + left * n;
      const float* from = to + step * n;
      for (std::size_t i = 0; i < n; ++i) to[i] += from[i];
    }
  }
  for (std::size_t i = 0; i < n; ++i) sum[i] = parts[i];
}

}  // namespace isomer::train

#endif  // TRAIN_LAYERS_TREE_SUM_H_
