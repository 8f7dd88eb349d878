// SPDX-License-Identifier: Apache-2.0
//
// AVX-512 VNNI: vpdpbusd and vpdpwssd accumulate dot products without saturation.

#include <immintrin.h>

#include "sim/kernels/nhwc/convolution_tile.h"

namespace isomer::kernels::nhwc {
namespace {

struct Avx512Vnni {
  using Vector = __m512i;
  static constexpr std::size_t kLanes = 16;
  static constexpr std::size_t kPair = 2;
  static constexpr std::size_t kSingle = 4;

  static Vector load(const void* p) { return _mm512_loadu_si512(p); }
  static void store(std::int32_t* p, Vector v) { _mm512_storeu_si512(p, v); }
  static void store_first(std::int32_t* p, std::size_t count, Vector v) {
    _mm512_mask_storeu_epi32(p, static_cast<__mmask16>((1U << count) - 1), v);
  }
  static Vector broadcast(const std::uint8_t* p) {
    return _mm512_set1_epi32(_mm_cvtsi128_si32(_mm_loadu_si32(p)));
  }
};

struct Avx512VnniBytes : Avx512Vnni {
  static Vector dot(Vector sum, Vector a, Vector b) { return _mm512_dpbusd_epi32(sum, a, b); }
};

struct Avx512VnniHalves : Avx512Vnni {
  static Vector dot(Vector sum, Vector a, Vector b) { return _mm512_dpwssd_epi32(sum, a, b); }
};

}  // namespace

void multiply_bytes_avx512_vnni(const Panel& panel) { multiply_panel<Avx512VnniBytes>(panel); }
void multiply_halves_avx512_vnni(const Panel& panel) { multiply_panel<Avx512VnniHalves>(panel); }

}  // namespace isomer::kernels::nhwc
