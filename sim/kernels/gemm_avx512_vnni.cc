// SPDX-License-Identifier: Apache-2.0
//
// AVX-512 VNNI: vpdpbusd and vpdpwssd accumulate dot products without saturation.

#include <immintrin.h>

#include "sim/kernels/gemm_paths.h"
#include "sim/kernels/gemm_tile.h"

namespace isomer::kernels {
namespace {

struct Avx512Vnni {
  using Vector = __m512i;
  static constexpr std::size_t kLanes = 16;
  static Vector zero() { return _mm512_setzero_si512(); }
  static Vector load(const std::uint32_t* p) { return _mm512_loadu_si512(p); }
  static void store(std::uint32_t* p, Vector v) { _mm512_storeu_si512(p, v); }
  static Vector broadcast(std::uint32_t word) {
    return _mm512_set1_epi32(static_cast<std::int32_t>(word));
  }
};

struct Avx512VnniBytes : Avx512Vnni {
  static Vector dot(Vector sum, Vector a, Vector b) { return _mm512_dpbusd_epi32(sum, b, a); }
};

struct Avx512VnniHalves : Avx512Vnni {
  static Vector dot(Vector sum, Vector a, Vector b) { return _mm512_dpwssd_epi32(sum, a, b); }
};

}  // namespace

void gemm_bytes_avx512_vnni(const GemmOperands& operands) {
  gemm_blocked<Avx512VnniBytes, 4>(operands);
}
void gemm_halves_avx512_vnni(const GemmOperands& operands) {
  gemm_blocked<Avx512VnniHalves, 4>(operands);
}

}  // namespace isomer::kernels
