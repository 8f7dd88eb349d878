// SPDX-License-Identifier: Apache-2.0
//
// What the paths of 256-bit registers share. Unnamed namespace: each file that includes this is
// compiled for its own instruction set, and the linker must not merge them.

#ifndef SIM_KERNELS_NHWC_CONVOLUTION_256_H_
#define SIM_KERNELS_NHWC_CONVOLUTION_256_H_

#include <immintrin.h>

#include "sim/kernels/nhwc/convolution_tile.h"

namespace isomer::kernels::nhwc {
namespace {

struct Registers256 {
  using Vector = __m256i;
  static constexpr std::size_t kLanes = 8;
  static constexpr std::size_t kPair = 0;
  static constexpr std::size_t kSingle = 1;

  static Vector load(const void* p) { return _mm256_loadu_si256(static_cast<const __m256i*>(p)); }
  static void store(std::int32_t* p, Vector v) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v);
  }
  static void store_first(std::int32_t* p, std::size_t count, Vector v) {
    const Vector lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const Vector limit = _mm256_set1_epi32(static_cast<std::int32_t>(count));
    _mm256_maskstore_epi32(p, _mm256_cmpgt_epi32(limit, lanes), v);
  }
  static Vector broadcast(const std::uint8_t* p) {
    return _mm256_broadcastd_epi32(_mm_loadu_si32(p));
  }
};

}  // namespace
}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_CONVOLUTION_256_H_
