// SPDX-License-Identifier: Apache-2.0

#include "train/quantizers/ise_convolution.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "isa/arithmetic/accumulate.h"
#include "isa/arithmetic/activation.h"
#include "isa/arithmetic/bias.h"
#include "isa/arithmetic/exponent.h"
#include "isa/arithmetic/quantize.h"
#include "isa/container/error.h"

namespace isomer::train {

IseConvolution::IseConvolution(std::string name, IseBits bits, bool relu)
    : name_(std::move(name)), bits_(bits), relu_(relu) {}

void IseConvolution::search_parameters(std::span<const float> weights,
                                       std::span<const float> bias) {
  exponents_.weights =
      update_exponent(exponents_.weights, weights, bits_.weights, name_ + ".weights");
  exponents_.bias = update_exponent(exponents_.bias, bias, bits_.bias, name_ + ".bias");
}

void IseConvolution::quantise_parameters(std::span<const float> weights,
                                         std::span<const float> bias, const Format& x) {
  IseIntegers& d = integers_;
  d.weight_format = {bits_.weights, true, exponents_.weights.value_or(0)};
  d.weights.resize(weights.size());
  quantize_tensor<std::int16_t>(weights, d.weight_format, Rounding::half_up, name_ + ".weights",
                                d.weights);
  const std::size_t reduction = weights.size() / bias.size();
  sum_abs_weights_.assign(bias.size(), 0);
  for (std::size_t i = 0; i < d.weights.size(); ++i) {
    sum_abs_weights_[i / reduction] += std::abs(d.weights[i]);
  }
  d.accumulator_exponent = x.exponent + d.weight_format.exponent;

  const int finest = d.accumulator_exponent;
  const int coarsest = finest + max_bias_shift(kAccumulatorBits, bits_.bias);
  int exponent = std::clamp(exponents_.bias.value_or(finest), finest, coarsest);
  quantise_bias(bias, exponent);
  int channel = 0;
  while (!accumulators_fit(x, &channel)) {
    if (exponent == finest) {
      throw Error(fmt::format(
          "layer {}: the weights of output channel {} (sum of magnitudes {}) overflow a {}-bit "
          "accumulator with inputs up to {}; use fewer bits or a smaller layer",
          name_, channel, sum_abs_weights_[static_cast<std::size_t>(channel)], kAccumulatorBits,
          x.max_abs()));
    }
    quantise_bias(bias, --exponent);
  }
  for (std::size_t o = 0; o < bias.size(); ++o) {
    const double v = static_cast<double>(bias[o]) * power_of_two(-exponent);
    const bool saturates = v >= static_cast<double>(d.bias_format.max()) + 0.5 ||
                           v < static_cast<double>(d.bias_format.min()) - 0.5;
    exponents_.counts.saturated_biases += saturates ? 1 : 0;
  }
}

void IseConvolution::quantise_bias(std::span<const float> bias, int exponent) {
  integers_.bias_format = {bits_.bias, true, exponent};
  integers_.bias.resize(bias.size());
  quantize_tensor<std::int16_t>(bias, integers_.bias_format, Rounding::half_up, name_ + ".bias",
                                integers_.bias);
}

bool IseConvolution::accumulators_fit(const Format& x, int* channel) const {
  for (std::size_t o = 0; o < sum_abs_weights_.size(); ++o) {
    const std::int64_t bound = accumulator_bound(sum_abs_weights_[o], x.max_abs(),
                                                 integers_.bias[o], integers_.bias_shift());
    if (!fits_accumulator(bound, kAccumulatorBits)) {
      *channel = static_cast<int>(o);
      return false;
    }
  }
  return true;
}

int IseConvolution::search_output(std::span<const std::int32_t> accumulators) {
  const double scale = power_of_two(integers_.accumulator_exponent);
  sample_.resize(accumulators.size());
  for (std::size_t i = 0; i < accumulators.size(); ++i) {
    const std::int32_t value = relu_ ? std::max(accumulators[i], 0) : accumulators[i];
    sample_[i] = static_cast<float>(value * scale);
  }
  const std::optional<int> found =
      search_exponent(sample_, bits_.output, !relu_, Rounding::half_up, name_ + ".output");
  if (found) exponents_.output.add(*found);
  return found.value_or(exponents_.output.is_empty() ? integers_.accumulator_exponent
                                                     : exponents_.output.rounded());
}

void IseConvolution::set_output(int exponent) {
  if (exponent < integers_.accumulator_exponent) {
    exponent = integers_.accumulator_exponent;
    ++exponents_.counts.raised_exponents;
  }
  IseIntegers& d = integers_;
  d.output = {bits_.output, !relu_, exponent};
  const OutputRange range = relu_ ? relu_range(d.output) : linear_range(d.output);
  d.post = {.rounding = Rounding::half_up,
            .shift = exponent - d.accumulator_exponent,
            .lo = static_cast<std::int32_t>(range.lo),
            .hi = static_cast<std::int32_t>(range.hi)};
}

}  // namespace isomer::train
