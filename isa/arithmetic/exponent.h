// SPDX-License-Identifier: Apache-2.0
//
// Choosing the shared exponent of a tensor. Spec: isa/ARITHMETIC.md (F20), (F21).

#ifndef ISA_ARITHMETIC_EXPONENT_H_
#define ISA_ARITHMETIC_EXPONENT_H_

#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include "isa/arithmetic/format.h"
#include "isa/arithmetic/rounding.h"

namespace isomer {

// The smallest exponent at which max_abs does not exceed the format's largest integer:     (F20)
//   ceil(log2(max_abs / max)), from the bits of the number (frexp), never from a logarithm.
// max_abs > 0 and finite; bits >= 2 if signed. The result may lie outside [-64, 63].
//   no_clip_exponent(127.0, 8, true) == 0      no_clip_exponent(127.5, 8, true) == 1
[[nodiscard]] int no_clip_exponent(double max_abs, int bits, bool is_signed);

// The largest magnitude that the format has a sign for: negative values count only if signed; 0 for
// no values. Error, naming the tensor and the index: NaN, infinity.
[[nodiscard]] double representable_max(std::span<const float> values, bool is_signed,
                                       std::string_view tensor);

// Sum over i of (quantize(values[i]) * 2^exponent - values[i])^2 in double. The order is fixed:
// four partial sums, the j-th over all i = j mod 4 with i rising, added as (0 + 1) + (2 + 3).
// Once that exceeds the limit it cannot come back: the rest is skipped, the result only a bound.
[[nodiscard]] double squared_error(std::span<const float> values, const Format& format,
                                   Rounding mode,
                                   double limit = std::numeric_limits<double>::infinity());

// The exponent of least squared error among se0, se0 - 1 ... se0 - 5, going on downwards   (F21)
// while the finest one tried is the best; se0 is no_clip_exponent of the largest value the format
// has a sign for. Ties go to the larger PCC, then the larger JSS, then the larger exponent.
// Nothing for a tensor with no value to represent (all zero): its exponent is 0, and no moving
// average learns from it. Error, naming the tensor: NaN, infinity, se0 outside [-64, 63].
[[nodiscard]] std::optional<int> search_exponent(std::span<const float> values, int bits,
                                                 bool is_signed, Rounding mode,
                                                 std::string_view tensor);

}  // namespace isomer

#endif  // ISA_ARITHMETIC_EXPONENT_H_
