// SPDX-License-Identifier: Apache-2.0
//
// AVX-512 VNNI: vpdpbusd accumulates four products without saturation.

#include <immintrin.h>

#include "sim/machine/mac_vnni_kernel.h"

namespace isomer {
namespace {

struct Lanes4 {
  using Vector = __m128i;
  static constexpr std::size_t kLanes = 4;
  static Vector load(const std::uint32_t* p) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  }
  static void store(std::uint32_t* p, Vector v) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), v);
  }
  static Vector broadcast(std::uint32_t word) {
    return _mm_set1_epi32(static_cast<std::int32_t>(word));
  }
  static Vector exclusive_or(Vector a, Vector b) { return _mm_xor_si128(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm_sub_epi32(a, b); }
  static Vector dot(Vector sum, Vector x, Vector w) { return _mm_dpbusd_epi32(sum, x, w); }
};

struct Lanes8 {
  using Vector = __m256i;
  static constexpr std::size_t kLanes = 8;
  static Vector load(const std::uint32_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static void store(std::uint32_t* p, Vector v) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v);
  }
  static Vector broadcast(std::uint32_t word) {
    return _mm256_set1_epi32(static_cast<std::int32_t>(word));
  }
  static Vector exclusive_or(Vector a, Vector b) { return _mm256_xor_si256(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm256_sub_epi32(a, b); }
  static Vector dot(Vector sum, Vector x, Vector w) { return _mm256_dpbusd_epi32(sum, x, w); }
};

struct Lanes16 {
  using Vector = __m512i;
  static constexpr std::size_t kLanes = 16;
  static Vector load(const std::uint32_t* p) { return _mm512_loadu_si512(p); }
  static void store(std::uint32_t* p, Vector v) { _mm512_storeu_si512(p, v); }
  static Vector broadcast(std::uint32_t word) {
    return _mm512_set1_epi32(static_cast<std::int32_t>(word));
  }
  static Vector exclusive_or(Vector a, Vector b) { return _mm512_xor_si512(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm512_sub_epi32(a, b); }
  static Vector dot(Vector sum, Vector x, Vector w) { return _mm512_dpbusd_epi32(sum, x, w); }
};

}  // namespace

void multiply_avx512_vnni(const VnniRun& run) {
  if (run.columns >= 16) return multiply_all<Lanes16>(run);
  run.columns == 8 ? multiply_all<Lanes8>(run) : multiply_all<Lanes4>(run);
}

}  // namespace isomer
