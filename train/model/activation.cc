// SPDX-License-Identifier: Apache-2.0

#include "train/model/activation.h"

#include <utility>

namespace isomer::train {

IntegerBuffer::IntegerBuffer(const Format& format, std::size_t count) : count_(count) {
  set_format(format);
}

void IntegerBuffer::set_format(const Format& format) {
  format_ = format;
  storage_ = kernels::nhwc::storage_of(format);
  bytes_.resize(count_ * kernels::nhwc::element_bytes(storage_));
}

Tensor IntegerBuffer::from(std::size_t first) {
  return {storage_, bytes_.data() + first * kernels::nhwc::element_bytes(storage_)};
}

ConstTensor IntegerBuffer::from(std::size_t first) const {
  return {storage_, bytes_.data() + first * kernels::nhwc::element_bytes(storage_)};
}

ActivationTensor::ActivationTensor(std::string tensor_name, const Shape& tensor_shape, int batch)
    : name(std::move(tensor_name)),
      shape(tensor_shape),
      images(batch),
      integers({}, static_cast<std::size_t>(batch) * elements()) {}

void ActivationTensor::want_values() { values.resize(integers.size()); }
void ActivationTensor::want_flags() { flags.resize(integers.size()); }
void ActivationTensor::want_gradient() { gradient.resize(integers.size()); }

}  // namespace isomer::train
