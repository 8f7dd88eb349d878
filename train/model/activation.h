// SPDX-License-Identifier: Apache-2.0
//
// One tensor of the training graph for a whole batch.

#ifndef TRAIN_MODEL_ACTIVATION_H_
#define TRAIN_MODEL_ACTIVATION_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "isa/arithmetic/format.h"
#include "sim/kernels/shape.h"
#include "train/tensor.h"

namespace isomer::train {

struct Activation {
  std::string name;
  Shape shape;
  int images = 0;  // a multiple of the shard

  bool is_quantised = false;           // which of the two holds the values of the last forward pass
  Matrix values;                       // float forward pass; value of logits in both
  std::vector<std::int32_t> integers;  // quantised forward pass, retained for the backward pass
  Format format;                       // of the integers
  std::vector<std::uint8_t>
      passes;  // 1 where the gradient passes ReLU and clamp; empty: everywhere
  Matrix gradient;

  Activation(std::string tensor_name, const Shape& tensor_shape, int batch, bool has_mask);

  int shards() const { return images / kernels::kShard; }
  std::size_t shard_elements() const { return kernels::kShard * shape.elements(); }

  // Shard number `shard` of each buffer.
  std::span<float> values_of(int shard);
  std::span<std::int32_t> integers_of(int shard);
  std::span<const std::int32_t> integers_of(int shard) const;
  std::span<std::uint8_t> passes_of(int shard);
  std::span<float> gradient_of(int shard);

  // Writes d * 2^se of a shard of `integers` into `values`; exact, |d| < 2^24.
  void dequantise(int shard);
};

}  // namespace isomer::train

#endif  // TRAIN_MODEL_ACTIVATION_H_
