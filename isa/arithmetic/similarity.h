// SPDX-License-Identifier: Apache-2.0
//
// How much a quantised tensor resembles the original: breaks ties of the exponent search, and a
// diagnostic of training. Spec: isa/ARITHMETIC.md (F22).

#ifndef ISA_ARITHMETIC_SIMILARITY_H_
#define ISA_ARITHMETIC_SIMILARITY_H_

#include <span>

#include "isa/arithmetic/format.h"
#include "isa/arithmetic/rounding.h"

namespace isomer {

// PCC, Pearson's correlation of values and their quantised values: cov / (std * std), in [-1, 1];
// 0 where either has no variance. Sums in index order.                                     (F22)
[[nodiscard]] double correlation(std::span<const float> values, const Format& format,
                                 Rounding mode);

// JSS = 1 - the Jensen-Shannon divergence, in bits, of the two histograms over 128 equal bins of
// their common range; in [0, 1], 1 for equal histograms.                                   (F22)
[[nodiscard]] double histogram_similarity(std::span<const float> values, const Format& format,
                                          Rounding mode);

// Whether format a resembles the values more than b does: larger PCC, then larger JSS.     (F21)
[[nodiscard]] bool is_more_similar(std::span<const float> values, const Format& a, const Format& b,
                                   Rounding mode);

}  // namespace isomer

#endif  // ISA_ARITHMETIC_SIMILARITY_H_
