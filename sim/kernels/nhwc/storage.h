// SPDX-License-Identifier: Apache-2.0
//
// Tensors as the fast kernels keep them: channels last, [image][row][column][channel], in the
// narrowest integer type that holds their format. All kernels of this folder work on them.

#ifndef SIM_KERNELS_NHWC_STORAGE_H_
#define SIM_KERNELS_NHWC_STORAGE_H_

#include <cstddef>
#include <cstdint>

#include "isa/arithmetic/format.h"

namespace isomer::kernels::nhwc {

enum class Storage { u8, s8, s32, s64 };  // s64: accumulators beyond 32 bits only

[[nodiscard]] constexpr Storage storage_of(const Format& format) {
  if (format.bits > 8) return Storage::s32;
  return format.is_signed ? Storage::s8 : Storage::u8;
}

[[nodiscard]] constexpr std::size_t element_bytes(Storage storage) {
  if (storage == Storage::s64) return 8;
  return storage == Storage::s32 ? 4 : 1;
}

// Integers somebody else owns. Null data: no tensor.
struct ConstTensor {
  Storage storage = Storage::s32;
  const void* data = nullptr;
};
struct Tensor {
  Storage storage = Storage::s32;
  void* data = nullptr;

  operator ConstTensor() const { return {storage, data}; }
};

// The tensor from element number `first` on; no tensor stays none.
[[nodiscard]] inline Tensor from(const Tensor& tensor, std::size_t first) {
  if (tensor.data == nullptr) return tensor;
  return {tensor.storage,
          static_cast<std::byte*>(tensor.data) + first * element_bytes(tensor.storage)};
}
[[nodiscard]] inline ConstTensor from(const ConstTensor& tensor, std::size_t first) {
  if (tensor.data == nullptr) return tensor;
  return {tensor.storage,
          static_cast<const std::byte*>(tensor.data) + first * element_bytes(tensor.storage)};
}

// Calls visit(pointer) with the data as its own type.
template <typename Visit>
decltype(auto) visit(const ConstTensor& tensor, Visit&& visit) {
  switch (tensor.storage) {
    case Storage::u8:
      return visit(static_cast<const std::uint8_t*>(tensor.data));
    case Storage::s8:
      return visit(static_cast<const std::int8_t*>(tensor.data));
    case Storage::s64:
      return visit(static_cast<const std::int64_t*>(tensor.data));
    case Storage::s32:
      break;
  }
  return visit(static_cast<const std::int32_t*>(tensor.data));
}
template <typename Visit>
decltype(auto) visit(const Tensor& tensor, Visit&& visit) {
  switch (tensor.storage) {
    case Storage::u8:
      return visit(static_cast<std::uint8_t*>(tensor.data));
    case Storage::s8:
      return visit(static_cast<std::int8_t*>(tensor.data));
    case Storage::s64:
      return visit(static_cast<std::int64_t*>(tensor.data));
    case Storage::s32:
      break;
  }
  return visit(static_cast<std::int32_t*>(tensor.data));
}

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_STORAGE_H_
