// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/exponent.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "isa/arithmetic/clones.h"
#include "isa/arithmetic/quantize.h"
#include "isa/arithmetic/similarity.h"

namespace isomer {
namespace {

constexpr int kSearchDepth = 5;       // candidates below se0 that are always tried
constexpr std::size_t kBlock = 1024;  // values between two looks at the limit; a multiple of 4

// Of finite floats, whose bits as integers have the order of their magnitudes. A sign makes them
// negative.
struct Largest {
  std::int32_t magnitude = 0;
  std::int32_t positive = 0;
};
constexpr std::int32_t kInfinity = 0x7f800000;  // as bits: what a finite magnitude is below

ISOMER_CLONES Largest find_largest(std::size_t count, const float* values) {
  Largest largest;
  for (std::size_t i = 0; i < count; ++i) {
    const auto bits = std::bit_cast<std::int32_t>(values[i]);
    largest.magnitude = std::max(largest.magnitude, bits & 0x7fffffff);
    largest.positive = std::max(largest.positive, bits);
  }
  return largest;
}

using Lanes = std::array<double, 4>;

// (d - v)^2 for v = values[i] * scale and d = clamp(rnd(v), lo, hi), |lo|, |hi| < 2^48. Which way a
// tie goes makes no difference to its error, so any rounding to nearest will do: adding and
// subtracting 1.5 * 2^52 leaves no room for a fraction. clamp(rnd(v)) = rnd(clamp(v)).
ISOMER_CLONES void square_nearest_errors(std::size_t count, const float* values, double scale,
                                         double lo, double hi, double* squares) {
  constexpr double kNoFraction = 0x1.8p52;
  for (std::size_t i = 0; i < count; ++i) {
    const double v = static_cast<double>(values[i]) * scale;
    const double clamped = std::min(std::max(v, lo), hi);
    const double error = ((clamped + kNoFraction) - kNoFraction) - v;
    squares[i] = error * error;
  }
}

// The same for rnd = floor.
ISOMER_CLONES void square_floor_errors(std::size_t count, const float* values, double scale,
                                       double lo, double hi, double* squares) {
  for (std::size_t i = 0; i < count; ++i) {
    const double v = static_cast<double>(values[i]) * scale;
    const double error = std::floor(std::min(std::max(v, lo), hi)) - v;
    squares[i] = error * error;
  }
}

// sums[j] += the squares at j, j + 4 ..., in this order.
ISOMER_CLONES void add_lanes(std::size_t count, const double* squares, Lanes& sums) {
  Lanes s = sums;
  std::size_t i = 0;
  for (; i + s.size() <= count; i += s.size()) {
    for (std::size_t j = 0; j < s.size(); ++j) s[j] += squares[i + j];
  }
  for (std::size_t j = 0; i + j < count; ++j) s[j] += squares[i + j];
  sums = s;
}

}  // namespace

int no_clip_exponent(double max_abs, int bits, bool is_signed) {
  assert(max_abs > 0 && bits >= (is_signed ? 2 : 1));
  int exponent = 0;
  int max_exponent = 0;
  const double fraction = std::frexp(max_abs, &exponent);  // both fractions lie in [1/2, 1)
  const double max_fraction =
      std::frexp(static_cast<double>(Format{bits, is_signed, 0}.max()), &max_exponent);
  return exponent - max_exponent + (fraction > max_fraction ? 1 : 0);
}

double representable_max(std::span<const float> values, bool is_signed, std::string_view tensor) {
  const Largest largest = find_largest(values.size(), values.data());
  if (largest.magnitude >= kInfinity) require_finite(values, tensor);
  return static_cast<double>(
      std::bit_cast<float>(is_signed ? largest.magnitude : largest.positive));
}

double squared_error(std::span<const float> values, const Format& format, Rounding mode,
                     double limit) {
  // In units of the format's integers: a power of two more or less in every term and every sum.
  const double scale = power_of_two(-format.exponent);
  const double unit = power_of_two(2 * format.exponent);
  const auto lo = static_cast<double>(format.min());
  const auto hi = static_cast<double>(format.max());
  std::array<double, kBlock> squares{};
  Lanes sums{};
  const auto total = [&] { return ((sums[0] + sums[1]) + (sums[2] + sums[3])) * unit; };
  for (std::size_t i = 0; i < values.size() && total() <= limit; i += kBlock) {
    const std::size_t count = std::min(kBlock, values.size() - i);
    if (mode == Rounding::floor) {
      square_floor_errors(count, values.data() + i, scale, lo, hi, squares.data());
    } else {
      square_nearest_errors(count, values.data() + i, scale, lo, hi, squares.data());
    }
    add_lanes(count, squares.data(), sums);
  }
  return total();
}

std::optional<int> search_exponent(std::span<const float> values, int bits, bool is_signed,
                                   Rounding mode, std::string_view tensor) {
  const double max_abs = representable_max(values, is_signed, tensor);
  if (max_abs == 0) return std::nullopt;

  const int coarsest = no_clip_exponent(max_abs, bits, is_signed);
  validate({bits, is_signed, coarsest}, tensor);
  int best = coarsest;
  double best_error = squared_error(values, {bits, is_signed, best}, mode);
  for (int k = coarsest - 1; k >= kMinExponent; --k) {
    const bool is_extension = k < coarsest - kSearchDepth;
    if (is_extension && best != k + 1) break;
    const Format format{bits, is_signed, k};
    const double error = squared_error(values, format, mode, best_error);
    if (error < best_error ||
        (error == best_error && is_more_similar(values, format, {bits, is_signed, best}, mode))) {
      best = k;
      best_error = error;
    }
  }
  return best;
}

}  // namespace isomer
