// SPDX-License-Identifier: Apache-2.0
//
// Vectors that start on a cache line, so that no load of a whole register crosses two.

#ifndef SIM_KERNELS_NHWC_ALIGNED_H_
#define SIM_KERNELS_NHWC_ALIGNED_H_

#include <cstddef>
#include <new>
#include <vector>

namespace isomer::kernels::nhwc {

inline constexpr std::size_t kCacheLine = 64;  // bytes

template <typename T>
struct AlignedAllocator {
  using value_type = T;

  AlignedAllocator() = default;
  template <typename U>
  AlignedAllocator(const AlignedAllocator<U>&) {}

  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new (count * sizeof(T), std::align_val_t{kCacheLine}));
  }
  void deallocate(T* data, std::size_t) { ::operator delete (data, std::align_val_t{kCacheLine}); }
  friend bool operator==(const AlignedAllocator&, const AlignedAllocator&) { return true; }
};

template <typename T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_ALIGNED_H_
