// SPDX-License-Identifier: Apache-2.0
//
// Activations that are no more than a range of integers. Spec: isa/ARITHMETIC.md (F18).

#ifndef ISA_ARITHMETIC_ACTIVATION_H_
#define ISA_ARITHMETIC_ACTIVATION_H_

#include <cstdint>

#include "isa/arithmetic/format.h"
#include "isa/arithmetic/rnt.h"

namespace isomer {

// The bounds of the last clamp of a layer whose output has some format.
struct OutputRange {
  std::int64_t lo = 0;
  std::int64_t hi = 0;

  friend constexpr bool operator==(const OutputRange&, const OutputRange&) = default;
};

// No activation: all the format can hold.                                                  (F18)
[[nodiscard]] constexpr OutputRange linear_range(const Format& format) {
  return {format.min(), format.max()};
}

// ReLU: lo = 0.                                                                            (F18)
[[nodiscard]] constexpr OutputRange relu_range(const Format& format) { return {0, format.max()}; }

// ReLU6: lo = 0, hi = min(max, floor(6 * 2^-exponent + 1/2)).                              (F18)
[[nodiscard]] constexpr OutputRange relu6_range(const Format& format) {
  return {0, clamp(round_shift(6, format.exponent, Rounding::half_up), 0, format.max())};
}

static_assert(linear_range({8, true, 0}) == OutputRange{-128, 127});
static_assert(relu_range({8, true, 0}) == OutputRange{0, 127});
static_assert(relu6_range({8, false, -5}) == OutputRange{0, 192});
static_assert(relu6_range({8, false, -6}) == OutputRange{0, 255});  // 384 does not fit
static_assert(relu6_range({8, false, 2}) == OutputRange{0, 2});     // 1.5, rounded

}  // namespace isomer

#endif  // ISA_ARITHMETIC_ACTIVATION_H_
