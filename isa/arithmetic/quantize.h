// SPDX-License-Identifier: Apache-2.0
//
// Real numbers to integers. With exponent.h and similarity.h the only float of isa/; never part of
// executing a network. Spec: isa/ARITHMETIC.md (F19).

#ifndef ISA_ARITHMETIC_QUANTIZE_H_
#define ISA_ARITHMETIC_QUANTIZE_H_

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "isa/arithmetic/format.h"
#include "isa/arithmetic/rounding.h"

namespace isomer {

// 2^exponent, exactly; exponent in -1022..1023.
[[nodiscard]] constexpr double power_of_two(int exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

// clamp(rnd(r * 2^-exponent), min, max) of the format; r no NaN, and 0 or at least 2^-958 in
// magnitude, as every float is. Exact: a power of two scales without rounding, and v is compared
// with floor(v) + 1/2, which a double holds. (v + 1/2 and v - floor(v) may round.)         (F19)
//   quantize(-2.5, {8, true, 0}, half_up) == -2      quantize(0.49999999999999994, ...) == 0
[[nodiscard]] constexpr std::int64_t quantize(double r, const Format& format, Rounding mode) {
  const auto lo = static_cast<double>(format.min());
  const auto hi = static_cast<double>(format.max());
  const double v = std::min(std::max(r * power_of_two(-format.exponent), lo), hi);
  const auto truncated = static_cast<std::int64_t>(v);
  const std::int64_t floor = truncated - (static_cast<double>(truncated) > v ? 1 : 0);
  const double middle = static_cast<double>(floor) + 0.5;
  const int is_above = v > middle ? 1 : 0;  // arithmetic, not branches: data would mispredict them
  const int is_tie = v == middle ? 1 : 0;
  switch (mode) {
    case Rounding::half_up:
      return floor + (is_above | is_tie);
    case Rounding::half_even:
      return floor + (is_above | (is_tie & static_cast<int>(floor & 1)));
    case Rounding::half_away:
      return floor + (is_above | (is_tie & (v > 0 ? 1 : 0)));
    case Rounding::floor:
      break;
  }
  return floor;
}

// Throws Error, naming the tensor and the index, at the first NaN or infinity.             (F19)
void require_finite(std::span<const float> values, std::string_view tensor);

// out[i] = quantize(values[i]); Int must hold every integer of the format. Error as above.
template <typename Int>
void quantize_tensor(std::span<const float> values, const Format& format, Rounding mode,
                     std::string_view tensor, std::span<Int> out) {
  assert(values.size() == out.size());
  assert(format.min() >= std::numeric_limits<Int>::min());
  assert(format.max() <= std::int64_t{std::numeric_limits<Int>::max()});
  require_finite(values, tensor);
  for (std::size_t i = 0; i < values.size(); ++i) {
    out[i] = static_cast<Int>(quantize(static_cast<double>(values[i]), format, mode));
  }
}

// d * 2^exponent, exactly for |d| < 2^53.                                                   (F1)
[[nodiscard]] constexpr double dequantize(std::int64_t d, const Format& format) {
  return static_cast<double>(d) * power_of_two(format.exponent);
}

static_assert(quantize(-2.5, {8, true, 0}, Rounding::half_up) == -2);
static_assert(quantize(2.5, {8, true, 0}, Rounding::half_even) == 2);
static_assert(quantize(-2.5, {8, true, 0}, Rounding::half_away) == -3);
static_assert(quantize(-0.25, {8, true, 0}, Rounding::floor) == -1);
static_assert(quantize(0.49999999999999994, {8, true, 0}, Rounding::half_up) == 0);
static_assert(quantize(-0.49999999999999994, {8, true, 0}, Rounding::half_away) == 0);
static_assert(quantize(1e30, {8, true, 0}, Rounding::half_up) == 127);

}  // namespace isomer

#endif  // ISA_ARITHMETIC_QUANTIZE_H_
