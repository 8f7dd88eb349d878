// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/exponent.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>

#include "isa/arithmetic/quantize.h"
#include "isa/arithmetic/similarity.h"

namespace isomer {
namespace {

constexpr int kSearchDepth = 5;       // candidates below se0 that are always tried
constexpr std::size_t kBlock = 1024;  // values between two looks at the limit; a multiple of 4

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
  require_finite(values, tensor);
  float max = 0;
  for (const float r : values) max = std::max(max, is_signed ? std::abs(r) : r);
  return static_cast<double>(max);
}

double squared_error(std::span<const float> values, const Format& format, Rounding mode,
                     double limit) {
  const auto squared = [&](std::size_t i) {
    const auto r = static_cast<double>(values[i]);
    const double error = dequantize(quantize(r, format, mode), format) - r;
    return error * error;
  };
  std::array<double, 4> sums{};
  const auto total = [&] { return (sums[0] + sums[1]) + (sums[2] + sums[3]); };
  std::size_t i = 0;
  while (i + 4 <= values.size() && total() <= limit) {
    const std::size_t block_end = std::min(values.size(), i + kBlock);
    for (; i + 4 <= block_end; i += 4) {
      for (std::size_t j = 0; j < 4; ++j) sums[j] += squared(i + j);
    }
  }
  for (std::size_t j = 0; i + j < values.size() && j < 4; ++j) sums[j] += squared(i + j);
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
