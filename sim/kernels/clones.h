// SPDX-License-Identifier: Apache-2.0
//
// Loops written for the compiler's vectoriser, compiled once per generation of x86 and chosen when
// the program starts. The same bits from each: integers are exact, and floats are neither
// contracted (-ffp-contract=off) nor reassociated.

#ifndef SIM_KERNELS_CLONES_H_
#define SIM_KERNELS_CLONES_H_

// Before the definition of a function that is no template. ThreadSanitizer's start-up cannot stand
// the choice.
#if !defined(__x86_64__) || defined(__SANITIZE_THREAD__)
#define ISOMER_CLONES
#elif defined(__clang__)
#define ISOMER_CLONES __attribute__((target_clones("default", "avx2", "avx512bw")))
#else
#define ISOMER_CLONES \
  __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#endif

#endif  // SIM_KERNELS_CLONES_H_
