// SPDX-License-Identifier: Apache-2.0
//
// Tensors of the channels-last kernels that own their integers.

#ifndef TESTS_SIM_KERNELS_NHWC_TENSORS_H_
#define TESTS_SIM_KERNELS_NHWC_TENSORS_H_

#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

#include "sim/kernels/nhwc/storage.h"

namespace isomer::kernels::nhwc {

class OwnedTensor {
 public:
  OwnedTensor(Storage storage, std::size_t count)
      : storage_(storage), count_(count), bytes_(count * element_bytes(storage)) {}
  OwnedTensor(Storage storage, const std::vector<std::int64_t>& values)
      : OwnedTensor(storage, values.size()) {
    visit(tensor(), [&](auto* to) {
      for (const std::int64_t value : values)
        *to++ = static_cast<std::remove_pointer_t<decltype(to)>>(value);
    });
  }

  Tensor tensor() { return {storage_, bytes_.data()}; }
  ConstTensor tensor() const { return {storage_, bytes_.data()}; }
  std::vector<std::int64_t> values() const {
    return visit(tensor(),
                 [&](auto* from) { return std::vector<std::int64_t>(from, from + count_); });
  }

  friend bool operator==(const OwnedTensor&, const OwnedTensor&) = default;

 private:
  Storage storage_;
  std::size_t count_;
  std::vector<std::uint8_t> bytes_;
};

// The least and the largest integer that a storage holds.
inline std::int64_t largest(Storage storage) {
  if (storage == Storage::u8) return 255;
  return std::numeric_limits<std::int64_t>::max() >> (64 - 8 * element_bytes(storage));
}
inline std::int64_t least(Storage storage) {
  return storage == Storage::u8 ? 0 : -largest(storage) - 1;
}

}  // namespace isomer::kernels::nhwc

#endif  // TESTS_SIM_KERNELS_NHWC_TENSORS_H_
