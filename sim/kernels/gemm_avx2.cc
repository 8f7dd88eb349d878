// SPDX-License-Identifier: Apache-2.0
//
// AVX2: vpmaddwd multiplies 16-bit pairs and adds them modulo 2^32; its 8-bit sibling saturates and
// is not used.

#include <immintrin.h>

#include "sim/kernels/gemm_paths.h"
#include "sim/kernels/gemm_tile.h"

namespace isomer::kernels {
namespace {

struct Avx2Halves {
  using Vector = __m256i;
  static constexpr std::size_t kLanes = 8;
  static Vector zero() { return _mm256_setzero_si256(); }
  static Vector load(const std::uint32_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static void store(std::uint32_t* p, Vector v) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v);
  }
  static Vector broadcast(std::uint32_t word) {
    return _mm256_set1_epi32(static_cast<std::int32_t>(word));
  }
  static Vector dot(Vector sum, Vector a, Vector b) {
    return _mm256_add_epi32(sum, _mm256_madd_epi16(a, b));
  }
};

}  // namespace

void gemm_halves_avx2(const GemmOperands& operands) { gemm_blocked<Avx2Halves, 2>(operands); }

}  // namespace isomer::kernels
