// SPDX-License-Identifier: Apache-2.0
//
// The sum of partial gradients, in an order that depends on nothing but their number.

#ifndef TRAIN_LAYERS_TREE_SUM_H_
#define TRAIN_LAYERS_TREE_SUM_H_

#include <cstddef>
#include <span>

namespace isomer::train {

// sum[i] = the sum over s in [0, shards) of parts[s * n + i], n = sum.size(), as a binary tree over
// shard numbers: ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)) and so on. shards >= 1.
void tree_sum(std::span<const float> parts, std::span<float> sum, int shards);

// The same for i in [first, last) only: ranges may be summed in parallel, and cut anyhow.
void tree_sum(std::span<const float> parts, std::span<float> sum, int shards, std::size_t first,
              std::size_t last);

}  // namespace isomer::train

#endif  // TRAIN_LAYERS_TREE_SUM_H_
