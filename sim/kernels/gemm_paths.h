// SPDX-License-Identifier: Apache-2.0
//
// The functions behind the paths. Each x86 file is compiled for its instruction set, so nothing of
// it may run before the CPU has been asked, and it includes nothing that could be shared.

#ifndef SIM_KERNELS_GEMM_PATHS_H_
#define SIM_KERNELS_GEMM_PATHS_H_

#include "sim/kernels/gemm.h"

namespace isomer::kernels {

void gemm_halves_portable(const GemmOperands& operands);
void gemm_halves_avx2(const GemmOperands& operands);
void gemm_bytes_avx_vnni(const GemmOperands& operands);
void gemm_halves_avx_vnni(const GemmOperands& operands);
void gemm_bytes_avx512_vnni(const GemmOperands& operands);
void gemm_halves_avx512_vnni(const GemmOperands& operands);

}  // namespace isomer::kernels

#endif  // SIM_KERNELS_GEMM_PATHS_H_
