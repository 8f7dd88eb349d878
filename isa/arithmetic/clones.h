// SPDX-License-Identifier: Apache-2.0
//
// Loops written for the compiler's vectoriser, compiled once per generation of x86 and chosen when
// the program starts. The same bits from each: integers are exact, and floats are neither
// contracted (-ffp-contract=off) nor reassociated.

#ifndef ISA_ARITHMETIC_CLONES_H_
#define ISA_ARITHMETIC_CLONES_H_

// Before the definition of a function that is no template. ThreadSanitizer's start-up cannot stand
// the choice.
#if !defined(__x86_64__) || defined(__SANITIZE_THREAD__)
#define ISOMER_CLONES
#elif defined(__clang__)
#define ISOMER_CLONES __attribute__((target_clones("default", "avx2", "avx512bw")))
#else
#define ISOMER_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#endif

// For templates, which cannot be cloned themselves, and other parts of a cloned function's loops:
// they are compiled with the function that calls them.
#define ISOMER_ALWAYS_INLINE inline __attribute__((always_inline))

#endif  // ISA_ARITHMETIC_CLONES_H_
