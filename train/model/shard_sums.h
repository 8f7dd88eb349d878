// SPDX-License-Identifier: Apache-2.0
//
// Sums over the shards of a batch, in an order that depends on nothing but their number.

#ifndef TRAIN_MODEL_SHARD_SUMS_H_
#define TRAIN_MODEL_SHARD_SUMS_H_

#include <cstddef>
#include <vector>

namespace isomer::train {

// The first `count` elements become their sums over all shards, [shard][count], shard by shard.
template <typename T>
void sum_shards(std::vector<T>& parts, std::size_t count) {
  for (std::size_t i = count; i < parts.size(); ++i) parts[i % count] += parts[i];
}

}  // namespace isomer::train

#endif  // TRAIN_MODEL_SHARD_SUMS_H_
