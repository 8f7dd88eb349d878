// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/cpu.h"

#ifdef __x86_64__
#include <cpuid.h>
#endif

namespace isomer::kernels {

#ifdef __x86_64__

bool has_avx2() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") != 0;
}

// CPUID leaf 7.1, EAX bit 4; older compilers have no name for it. AVX2 vouches for the system.
bool has_avx_vnni() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  return has_avx2() && __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) != 0 && (eax >> 4 & 1) != 0;
}

bool has_avx512_vnni() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512vnni") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512vl") != 0;
}

#else

bool has_avx2() { return false; }
bool has_avx_vnni() { return false; }
bool has_avx512_vnni() { return false; }

#endif

}  // namespace isomer::kernels
