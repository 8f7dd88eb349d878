// SPDX-License-Identifier: Apache-2.0
//
// Which instructions this CPU, and its operating system, have. A file compiled for an instruction
// set may only be entered after one of these has been asked. False on all but x86.

#ifndef SIM_KERNELS_CPU_H_
#define SIM_KERNELS_CPU_H_

namespace isomer::kernels {

[[nodiscard]] bool has_avx2();

// The 8-bit and 16-bit dot products in 256-bit vectors without AVX-512.
[[nodiscard]] bool has_avx_vnni();

// The same in 512-bit vectors, with the byte, word and short-vector forms (BW, VL).
[[nodiscard]] bool has_avx512_vnni();

}  // namespace isomer::kernels

#endif  // SIM_KERNELS_CPU_H_
