// SPDX-License-Identifier: Apache-2.0
//
// Buffers of one thread that all stages share, so that they stay in its cache.

#ifndef TRAIN_MODEL_WORKSPACE_H_
#define TRAIN_MODEL_WORKSPACE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/kernels/nhwc/convolution.h"

namespace isomer::train {

struct Workspace {
  kernels::nhwc::Convolution::Scratch convolution;
  std::vector<float> x;            // a shard of a layer's input as floats
  std::vector<float> map;          // a shard of what a convolution gives, or its gradient
  std::vector<float> gradient;     // a shard of an input's gradient, before it is added
  std::vector<std::int64_t> sums;  // integers of a float product
};

// A buffer of at least `count` elements, contents undefined.
template <typename T>
T* at_least(std::vector<T>& buffer, std::size_t count) {
  if (buffer.size() < count) buffer.resize(count);
  return buffer.data();
}

}  // namespace isomer::train

#endif  // TRAIN_MODEL_WORKSPACE_H_
