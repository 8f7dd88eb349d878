// SPDX-License-Identifier: Apache-2.0

#include "train/layers/tree_sum.h"

#include <algorithm>
#include <array>
#include <bit>

#include "isa/arithmetic/clones.h"

namespace isomer::train {
namespace {

ISOMER_CLONES void add(std::size_t count, const float* a, const float* b, float* sum) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) sum[i] = a[i] + b[i];
}

// Elements of one part that go up the tree together: a sum of each level stays in the first cache.
constexpr std::size_t kChunk = 512;

// The tree over `shards` parts of `count` elements each, `pitch` apart: in `sum`, or where the only
// part lies.
const float* sum_tree(const float* parts, std::size_t pitch, std::size_t shards, std::size_t count,
                      float* sum) {
  if (shards == 1) return parts;
  const std::size_t left = std::bit_ceil(shards) / 2;
  std::array<float, kChunk> buffer;
  const float* a = sum_tree(parts, pitch, left, count, sum);
  const float* b = sum_tree(parts + left * pitch, pitch, shards - left, count, buffer.data());
  add(count, a, b, sum);
  return sum;
}

}  // namespace

void tree_sum(std::span<const float> parts, std::span<float> sum, int shards, std::size_t first,
              std::size_t last) {
  for (std::size_t i = first; i < last; i += kChunk) {
    const std::size_t count = std::min(kChunk, last - i);
    float* const to = sum.data() + i;
    const float* total =
        sum_tree(parts.data() + i, sum.size(), static_cast<std::size_t>(shards), count, to);
    if (total != to) std::copy_n(total, count, to);
  }
}

void tree_sum(std::span<const float> parts, std::span<float> sum, int shards) {
  tree_sum(parts, sum, shards, 0, sum.size());
}

}  // namespace isomer::train
