// SPDX-License-Identifier: Apache-2.0

#include "train/quantizers/shared_exponent.h"

#include <cmath>

#include "isa/arithmetic/exponent.h"
#include "isa/arithmetic/quantize.h"

namespace isomer::train {
namespace {

constexpr double kWorthwhile = 0.95;  // of the old squared error

}  // namespace

std::optional<int> choose_exponent(std::span<const float> values, int bits, bool is_signed,
                                   ExponentRule rule, std::string_view tensor) {
  if (rule == ExponentRule::search) {
    return search_exponent(values, bits, is_signed, Rounding::half_up, tensor);
  }
  const double max_abs = representable_max(values, is_signed, tensor);
  if (max_abs == 0) return std::nullopt;
  int exponent = no_clip_exponent(max_abs, bits, is_signed);
  // The two rules agree where max|r| / max is a power of two.
  const double reached = dequantize(Format{bits, is_signed, 0}.max(), {bits, is_signed, exponent});
  if (rule == ExponentRule::floor && max_abs < reached) --exponent;
  validate({bits, is_signed, exponent}, tensor);
  return exponent;
}

std::optional<int> update_exponent(std::optional<int> old, std::span<const float> values, int bits,
                                   ExponentRule rule, std::string_view tensor) {
  const std::optional<int> found = choose_exponent(values, bits, true, rule, tensor);
  if (!found || !old || *found == *old) return found ? found : old;
  if (rule != ExponentRule::search) return found;
  const auto error = [&](int exponent) {
    return squared_error(values, {bits, true, exponent}, Rounding::half_up);
  };
  return error(*found) < kWorthwhile * error(*old) ? found : old;
}

void ExponentAverage::add(int exponent) {
  average_ = average_ ? kMomentum * exponent + (1 - kMomentum) * *average_ : exponent;
}

int ExponentAverage::rounded() const {
  return average_ ? static_cast<int>(std::floor(*average_ + 0.5)) : 0;
}

}  // namespace isomer::train
