// SPDX-License-Identifier: Apache-2.0

#include "train/model/activation.h"

#include <utility>

#include "isa/arithmetic/quantize.h"

namespace isomer::train {
namespace {

// Shard number `shard` of a buffer of equal shards.
template <typename T>
std::span<T> part(T* data, int shard, std::size_t elements) {
  return {data + static_cast<std::size_t>(shard) * elements, elements};
}

}  // namespace

Activation::Activation(std::string tensor_name, const Shape& tensor_shape, int batch, bool has_mask)
    : name(std::move(tensor_name)), shape(tensor_shape), images(batch) {
  const std::size_t count = static_cast<std::size_t>(batch) * shape.elements();
  values = Matrix::Zero(batch, static_cast<Eigen::Index>(shape.elements()));
  gradient = values;
  integers.resize(count);
  if (has_mask) passes.resize(count);
}

std::span<float> Activation::values_of(int shard) {
  return part(values.data(), shard, shard_elements());
}
std::span<std::int32_t> Activation::integers_of(int shard) {
  return part(integers.data(), shard, shard_elements());
}
std::span<const std::int32_t> Activation::integers_of(int shard) const {
  return part(integers.data(), shard, shard_elements());
}
std::span<std::uint8_t> Activation::passes_of(int shard) {
  return part(passes.data(), shard, shard_elements());
}
std::span<float> Activation::gradient_of(int shard) {
  return part(gradient.data(), shard, shard_elements());
}

void Activation::dequantise(int shard) {
  const auto scale = static_cast<float>(power_of_two(format.exponent));
  const auto from = integers_of(shard);
  const auto to = values_of(shard);
  for (std::size_t i = 0; i < from.size(); ++i) to[i] = static_cast<float>(from[i]) * scale;
}

}  // namespace isomer::train
