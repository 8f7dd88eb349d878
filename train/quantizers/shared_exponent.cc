// SPDX-License-Identifier: Apache-2.0

#include "train/quantizers/shared_exponent.h"

#include <cmath>

#include "isa/arithmetic/exponent.h"

namespace isomer::train {
namespace {

constexpr double kWorthwhile = 0.95;  // of the old squared error

}  // namespace

std::optional<int> update_exponent(std::optional<int> old, std::span<const float> values, int bits,
                                   std::string_view tensor) {
  const std::optional<int> found = search_exponent(values, bits, true, Rounding::half_up, tensor);
  if (!found || !old || *found == *old) return found ? found : old;
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
