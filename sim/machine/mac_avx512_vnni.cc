// SPDX-License-Identifier: Apache-2.0
//
// AVX-512 VNNI: vpdpbusd accumulates four products without saturation.

#include <immintrin.h>

#include "sim/machine/mac_vnni_kernel.h"

namespace isomer {
namespace {

struct Vnni {
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

void multiply_avx512_vnni(const VnniRun& run) { multiply_all<Vnni>(run); }

}  // namespace isomer
