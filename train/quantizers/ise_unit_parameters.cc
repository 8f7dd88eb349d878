// SPDX-License-Identifier: Apache-2.0
//
// Weights, bias and the pair of batch norm as integers, within the bounds of accumulators.

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstdlib>

#include "isa/arithmetic/accumulate.h"
#include "isa/arithmetic/bias.h"
#include "isa/arithmetic/quantize.h"
#include "isa/container/error.h"
#include "train/quantizers/ise_unit.h"
#include "train/quantizers/weight_rounding.h"

namespace isomer::train {
namespace {

constexpr int kMemberShift = 8;  // the exponents of `ise16` are so far apart
constexpr int kFillerBits = 16;  // of `ise16`

// The largest s of a bias of `bits` bits with |product| + |b 2^s| < 2^31; < 2^47 if that would
// leave it less than half.
int max_affine_bias_shift(std::int64_t product, int bits) {
  const bool is_narrow = product <= std::int64_t{1} << 30;
  const std::int64_t room = (std::int64_t{1} << (is_narrow ? 31 : 47)) - 1 - product;
  int shift = 0;
  while (shift < kMaxAffineBiasShift && std::int64_t{1} << (bits - 1 + shift + 1) <= room) ++shift;
  return shift;
}

}  // namespace

void IseUnit::search_parameters(std::span<const float> weights, std::span<const float> bias) {
  exponents_.weights =
      update_exponent(exponents_.weights, weights, bits_.weights, bits_.rule, name_ + ".weights");
  if (!bias.empty()) {
    exponents_.bias =
        update_exponent(exponents_.bias, bias, bits_.bias, bits_.rule, name_ + ".bias");
  }
  searches_batch_norm_ = form_.batch_norm;
}

void IseUnit::quantise_parameters(std::span<const float> weights, std::span<const float> bias,
                                  const Format& x, const Mixing& mixing) {
  assert(bias.size() == (form_.batch_norm ? 0 : static_cast<std::size_t>(out_channels_)));
  if (!exponents_.weights) search_parameters(weights, bias);
  weights_.resize(weights.size());
  effective_weights_.resize(weights.size());
  is_representable_ = mixing.is_complete() || mixing.filler != Filler::real;
  weight_format_ = {bits_.weights, true, exponents_.weights.value_or(0)};
  if (mixing.is_complete()) {
    mixing_.reset();
    mask_.clear();
    round_weights(weights, weight_format_, name_ + ".weights", weights_, effective_weights_);
  } else {
    draw_members(weights, mixing);
    round_mixed(weights);
  }
  sum_abs_weights_.resize(static_cast<std::size_t>(out_channels_));
  sum_magnitudes(weights_, sum_abs_weights_);
  accumulator_exponent_ = x.exponent + weight_format_.exponent;
  round_bias(bias, x);
  limit_channels(weights, x.max_abs());
  if (!is_representable_) fill_real(mask_, weights, effective_weights_);
}

// Once for every mixing.
void IseUnit::draw_members(std::span<const float> weights, const Mixing& mixing) {
  if (mixing_ == mixing && mask_.size() == weights.size()) return;
  train::members(mixing, weights, &mask_);
  mixing_ = mixing;
}

// Members and fillers; of `real` ones the integers alone, their floats come last.
void IseUnit::round_mixed(std::span<const float> weights) {
  if (!is_representable_) {
    round_weights(weights, weight_format_, name_ + ".weights", weights_, effective_weights_);
    return;
  }
  if (bits_.weights > kMemberShift) {
    throw Error(
        fmt::format("layer {}: its weights have {} bits, and the filler ise16 holds members "
                    "of at most 8; choose the filler float",
                    name_, bits_.weights));
  }
  member_weights_.resize(weights.size());
  round_weights(weights, weight_format_, name_ + ".weights", member_weights_, effective_weights_);
  weight_format_ = {kFillerBits, true, weight_format_.exponent - kMemberShift};
  validate(weight_format_, name_ + ".weights");
  round_weights(weights, weight_format_, name_ + ".weights", weights_, effective_weights_);
  place_members(mask_, member_weights_, weight_format_.exponent, weights_, effective_weights_);
}

void IseUnit::round_bias(std::span<const float> bias, const Format& x) {
  const int finest = std::max(accumulator_exponent_, kMinExponent);
  bias_format_ = {bits_.bias, true, finest};
  validate(bias_format_, name_ + ".bias");
  bias_.assign(static_cast<std::size_t>(out_channels_), 0);
  const int max_shift = max_bias_shift(bits_.accumulator, bits_.bias);
  if (finest - accumulator_exponent_ >= max_shift) {
    throw Error(fmt::format(
        "layer {}: the exponents of its inputs and weights, {} and {}, are so small that no bias "
        "fits accumulators of {} bits; scale the layers before it, or train with a smaller "
        "learning rate or weight decay",
        name_, x.exponent, weight_format_.exponent, bits_.accumulator));
  }
  if (bias.empty()) return;
  const int coarsest = std::clamp(accumulator_exponent_ + max_shift, finest, kMaxExponent);
  const auto round_at = [&](int exponent) {
    bias_format_.exponent = exponent;
    quantize_tensor<std::int16_t>(bias, bias_format_, Rounding::half_up, name_ + ".bias", bias_);
  };
  round_at(std::clamp(exponents_.bias.value_or(finest), finest, coarsest));
  while (bias_format_.exponent > finest && bias_breaks_bound(x.max_abs())) {
    round_at(bias_format_.exponent - 1);
  }
  count_saturated(bias, bias_format_);
}

std::int64_t IseUnit::aligned_bias(std::size_t channel) const {
  return std::int64_t{std::abs(bias_[channel])} << bias_shift();
}

bool IseUnit::bias_breaks_bound(std::int64_t max_x) const {
  const std::int64_t limit = accumulator_limit();
  for (std::size_t o = 0; o < bias_.size(); ++o) {
    const std::int64_t bound =
        accumulator_bound(sum_abs_weights_[o], max_x, bias_[o], bias_shift());
    if (bound > limit && aligned_bias(o) > limit / 2) return true;
  }
  return false;
}

void IseUnit::limit_channels(std::span<const float> weights, std::int64_t max_x) {
  for (std::size_t o = 0; o < sum_abs_weights_.size(); ++o) {
    const std::int64_t limit = (accumulator_limit() - aligned_bias(o)) / max_x;
    if (sum_abs_weights_[o] <= limit) continue;
    shrink_channel(weights, o, limit);
    ++exponents_.counts.limited_channels;
  }
}

// Masters times a factor, rounded towards zero: sum |d| falls to the limit as in A2Q (Colbert et
// al., ICCV 2023).
void IseUnit::shrink_channel(std::span<const float> weights, std::size_t channel,
                             std::int64_t limit) {
  const std::size_t terms = weights.size() / sum_abs_weights_.size();
  const bool has_members = mixing_ && is_representable_;  // of N_w bits, among others of 16
  const Format member{bits_.weights, true, 0};
  const double scale = power_of_two(-weight_format_.exponent);
  double factor = 1;
  std::int64_t& sum = sum_abs_weights_[channel];
  while (sum > limit) {
    factor *= static_cast<double>(limit) / static_cast<double>(sum);
    sum = 0;
    for (std::size_t i = channel * terms; i < (channel + 1) * terms; ++i) {
      const bool is_member = has_members && mask_[i] != 0;
      const Format& format = is_member ? member : weight_format_;
      const int step = is_member ? 1 << kMemberShift : 1;
      const double v =
          std::clamp(static_cast<double>(weights[i]) * scale * factor / step,
                     static_cast<double>(format.min()), static_cast<double>(format.max()));
      weights_[i] = static_cast<std::int16_t>(static_cast<std::int32_t>(v) * step);
      effective_weights_[i] = static_cast<float>(dequantize(weights_[i], weight_format_));
      sum += std::abs(weights_[i]);
    }
  }
}

void IseUnit::quantise_batch_norm(std::span<const float> scale, std::span<const float> offset) {
  if (searches_batch_norm_ || !exponents_.scale) {
    exponents_.scale =
        update_exponent(exponents_.scale, scale, bits_.batch_norm, bits_.rule, name_ + ".scale");
  }
  if (searches_batch_norm_ || !exponents_.offset) {
    exponents_.offset =
        update_exponent(exponents_.offset, offset, bits_.batch_norm, bits_.rule, name_ + ".offset");
  }
  searches_batch_norm_ = false;

  if (!chain_.affine) chain_.affine.emplace();
  Affine& affine = *chain_.affine;
  scale_exponent_ = exponents_.scale.value_or(0);
  affine.scale_exponent = scale_exponent_;
  affine.scale.resize(scale.size());
  const Format scale_format{bits_.batch_norm, true, scale_exponent_};
  quantize_tensor<std::int16_t>(scale, scale_format, Rounding::half_up, name_ + ".scale",
                                affine.scale);
  std::int64_t max_scale = 0;
  for (const int w : affine.scale) max_scale = std::max<std::int64_t>(max_scale, std::abs(w));

  const int finest = affine_exponent();
  const int max_shift =
      max_affine_bias_shift(narrow_format_.max_abs() * max_scale, bits_.batch_norm);
  const int exponent = std::clamp(exponents_.offset.value_or(finest), finest, finest + max_shift);
  affine.stage = {.s_b = exponent - finest, .s2 = affine.stage.s2, .n2 = kMaxAffineBits};
  affine.offset.resize(offset.size());
  const Format offset_format{bits_.batch_norm, true, exponent};
  quantize_tensor<std::int16_t>(offset, offset_format, Rounding::half_up, name_ + ".offset",
                                affine.offset);
  count_saturated(offset, offset_format);
}

void IseUnit::count_saturated(std::span<const float> values, const Format& format) {
  const double max = static_cast<double>(format.max()) + 0.5;
  const double min = static_cast<double>(format.min()) - 0.5;
  for (const float value : values) {
    const double v = static_cast<double>(value) * power_of_two(-format.exponent);
    exponents_.counts.saturated_biases += v >= max || v < min ? 1 : 0;
  }
}

}  // namespace isomer::train
