// SPDX-License-Identifier: Apache-2.0
//
// AVX-512 VNNI: vpdpbusd and vpdpwssd accumulate dot products without saturation.
//
// Instructions rather than intrinsics: gcc 12 copies a sum before and after each intrinsic, which
// costs a quarter of the speed.

#include <immintrin.h>

#include "sim/kernels/nhwc/convolution_tile.h"

namespace isomer::kernels::nhwc {
namespace {

struct Avx512Vnni {
  using Vector = __m512i;
  static constexpr std::size_t kLanes = 16;
  static constexpr std::size_t kPair = 2;
  static constexpr std::size_t kSingle = 6;

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
  static Vector dot(Vector sum, Vector a, Vector b) {
    asm("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
    return sum;
  }
};

struct Avx512VnniHalves : Avx512Vnni {
  static Vector dot(Vector sum, Vector a, Vector b) {
    asm("vpdpwssd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
    return sum;
  }
};

}  // namespace

void multiply_bytes_avx512_vnni(const Panel& panel) { multiply_panel<Avx512VnniBytes>(panel); }
void multiply_halves_avx512_vnni(const Panel& panel) { multiply_panel<Avx512VnniHalves>(panel); }

}  // namespace isomer::kernels::nhwc
