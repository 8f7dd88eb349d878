// SPDX-License-Identifier: Apache-2.0
//
// AVX-VNNI: vpdpbusd and vpdpwssd accumulate dot products without saturation.

#include <immintrin.h>

#include "sim/kernels/gemm_paths.h"
#include "sim/kernels/gemm_tile.h"

namespace isomer::kernels {
namespace {

struct AvxVnni {
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
};

struct AvxVnniBytes : AvxVnni {
  static Vector dot(Vector sum, Vector a, Vector b) { return _mm256_dpbusd_avx_epi32(sum, b, a); }
};

struct AvxVnniHalves : AvxVnni {
  static Vector dot(Vector sum, Vector a, Vector b) { return _mm256_dpwssd_avx_epi32(sum, a, b); }
};

}  // namespace

void gemm_bytes_avx_vnni(const GemmOperands& operands) { gemm_blocked<AvxVnniBytes, 2>(operands); }
void gemm_halves_avx_vnni(const GemmOperands& operands) {
  gemm_blocked<AvxVnniHalves, 2>(operands);
}

}  // namespace isomer::kernels
