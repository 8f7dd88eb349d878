// SPDX-License-Identifier: Apache-2.0
//
// AVX2: vpmaddwd multiplies 16-bit pairs and adds them modulo 2^32; its 8-bit sibling saturates and
// is not used.

#include "sim/kernels/nhwc/convolution_256.h"

namespace isomer::kernels::nhwc {
namespace {

struct Avx2Halves : Registers256 {
  static Vector dot(Vector sum, Vector a, Vector b) {
    return _mm256_add_epi32(sum, _mm256_madd_epi16(a, b));
  }
};

}  // namespace

void multiply_halves_avx2(const Panel& panel) { multiply_panel<Avx2Halves>(panel); }

}  // namespace isomer::kernels::nhwc
