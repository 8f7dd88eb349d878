// SPDX-License-Identifier: Apache-2.0
//
// AVX-VNNI: vpdpbusd and vpdpwssd accumulate dot products without saturation.

#include "sim/kernels/nhwc/convolution_256.h"

namespace isomer::kernels::nhwc {
namespace {

struct AvxVnniBytes : Registers256 {
  static Vector dot(Vector sum, Vector a, Vector b) { return _mm256_dpbusd_avx_epi32(sum, a, b); }
};

struct AvxVnniHalves : Registers256 {
  static Vector dot(Vector sum, Vector a, Vector b) { return _mm256_dpwssd_avx_epi32(sum, a, b); }
};

}  // namespace

void multiply_bytes_avx_vnni(const Panel& panel) { multiply_panel<AvxVnniBytes>(panel); }
void multiply_halves_avx_vnni(const Panel& panel) { multiply_panel<AvxVnniHalves>(panel); }

}  // namespace isomer::kernels::nhwc
