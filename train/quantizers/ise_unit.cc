// SPDX-License-Identifier: Apache-2.0
//
// The chain behind the accumulator: exponents become shifts.

#include "train/quantizers/ise_unit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <utility>

#include "isa/arithmetic/activation.h"
#include "isa/arithmetic/quantize.h"
#include "isa/container/error.h"

namespace isomer::train {
namespace {

constexpr int kAffineGuardBits = 4;
constexpr int kNarrowGuardBits = 8;
constexpr float kRelu6 = 6;

void require(const std::string& layer, const char* role, int bits, int min, int max) {
  if (bits < min || bits > max) {
    throw Error(
        fmt::format("layer {}: {} bits for its {}; choose {} to {}", layer, bits, role, min, max));
  }
}

}  // namespace

IseUnit::IseUnit(std::string name, int out_channels, const UnitBits& bits, const UnitForm& form)
    : name_(std::move(name)), out_channels_(out_channels), bits_(bits), form_(form) {
  require(name_, "weights", bits.weights, 2, 16);
  require(name_, "bias", bits.bias, 2, 16);
  require(name_, "batch norm", bits.batch_norm, 2, 16);
  require(name_, "feature map before batch norm", bits.narrow, 2, kMaxNarrowBits);
  require(name_, "output", bits.output, 2, 16);
  if (bits.accumulator != 48) require(name_, "accumulator", bits.accumulator, 16, 32);
  require(name_, "bias in such an accumulator", bits.bias, 2, bits.accumulator - 1);
}

// What the averages count from: 0, or the exponent of the sum that becomes m1 (y, if `is_output`).
int IseUnit::averaged_from(bool is_output) const {
  if (bits_.averaged == Averaged::exponent) return 0;
  return is_output && form_.batch_norm ? affine_exponent() : accumulator_exponent_;
}

int IseUnit::raise_to(int lowest, int exponent) {
  if (exponent >= lowest) return exponent;
  ++exponents_.counts.raised_exponents;
  return lowest;
}

int IseUnit::search_narrow(std::span<const float> values) {
  const std::optional<int> found =
      choose_exponent(values, bits_.narrow, true, bits_.rule, name_ + ".narrow");
  if (found) exponents_.narrow.add(*found - averaged_from(false));
  if (found) return *found;
  return exponents_.narrow.is_empty() ? accumulator_exponent_ : frozen_narrow();
}

void IseUnit::set_narrow(int exponent) {
  narrow_format_ = {bits_.narrow, true, raise_to(accumulator_exponent_, exponent)};
  validate(narrow_format_, name_ + ".narrow", kMaxNarrowBits);
  chain_.shift = narrow_format_.exponent - accumulator_exponent_;
  chain_.narrow_bits = bits_.narrow;
}

// Batch norm gives kMaxAffineBits signed ones: as many unsigned ones could not be reached.
bool IseUnit::is_output_signed() const {
  return form_.activation == Activation::linear || !bits_.unsigned_relu ||
         (form_.batch_norm && bits_.output >= kMaxAffineBits);
}

int IseUnit::search_output(std::span<const float> values) {
  const bool is_signed = is_output_signed();
  if (form_.activation != Activation::linear) {
    sample_.assign(values.begin(), values.end());
    for (float& v : sample_) v = v < 0 ? 0 : v;  // a NaN stays, for the search to report
    if (form_.activation == Activation::relu6) {
      for (float& v : sample_) v = v > kRelu6 ? kRelu6 : v;
    }
    values = sample_;
  }
  const std::optional<int> found =
      choose_exponent(values, bits_.output, is_signed, bits_.rule, name_ + ".output");
  if (found) exponents_.output.add(*found - averaged_from(true));
  if (found) return *found;
  if (!exponents_.output.is_empty()) return frozen_output();
  return form_.batch_norm ? affine_exponent() : accumulator_exponent_;
}

void IseUnit::set_output(int exponent, const std::optional<Format>& residual) {
  assert(residual.has_value() == form_.residual);
  const int sum = form_.batch_norm ? affine_exponent() : accumulator_exponent_;
  int before = 0;  // the exponent of the stage before the residual, or of the last one
  if (residual) {
    before = place_before_residual(sum, exponent, residual->exponent);
    const int common = std::min(before, residual->exponent);
    chain_.residual = ResidualStage{
        .e1 = before - common, .e2 = residual->exponent - common, .s3 = exponent - common};
  } else {
    before = exponent = raise_to(sum, exponent);
    chain_.residual.reset();
  }
  if (form_.batch_norm) {
    chain_.affine->stage.s2 = before - sum;
  } else {
    narrow_format_ = {kMaxNarrowBits, true, before};
    chain_.narrow_bits = kMaxNarrowBits;
    chain_.shift = before - sum;
  }
  output_ = {bits_.output, is_output_signed(), exponent};
  validate(output_, name_ + ".output");
  set_range();
}

// As fine as the width of the stage allows, no finer than the sum before it, and within 15 of r.
int IseUnit::place_before_residual(int sum_exponent, int exponent, int residual_exponent) {
  const int guard = form_.batch_norm
                        ? std::min(kAffineGuardBits, (kMaxAffineBits - bits_.output) / 2)
                        : kNarrowGuardBits;
  const int wanted = std::max(sum_exponent, exponent - guard);
  const int placed = std::clamp(wanted, residual_exponent - kMaxResidualShift,
                                residual_exponent + kMaxResidualShift);
  exponents_.counts.limited_residuals += placed != wanted ? 1 : 0;
  return placed;
}

void IseUnit::set_range() {
  OutputRange range = linear_range(output_);
  if (form_.activation == Activation::relu) range = relu_range(output_);
  if (form_.activation == Activation::relu6) range = relu6_range(output_);
  chain_.lo = static_cast<std::int32_t>(range.lo);
  chain_.hi = static_cast<std::int32_t>(range.hi);
}

PostChain IseUnit::narrow_chain() const {
  return {.rounding = chain_.rounding,
          .shift = chain_.shift,
          .narrow_bits = chain_.narrow_bits,
          .lo = static_cast<std::int32_t>(narrow_format_.min()),
          .hi = static_cast<std::int32_t>(narrow_format_.max())};
}

PostChain IseUnit::last_chain() const {
  PostChain chain = chain_;
  chain.shift = 0;
  chain.narrow_bits = kMaxNarrowBits;
  return chain;
}

void IseUnit::set_integers(const Convolution& layer, const Format& x, const Format& y) {
  out_channels_ = layer.out_channels;
  form_.batch_norm = layer.post.affine.has_value();
  form_.residual = layer.post.residual.has_value();
  weights_ = layer.weights;
  weight_format_ = layer.weight_format;
  bias_ = layer.bias;
  bias_format_ = layer.bias_format;
  accumulator_exponent_ = x.exponent + layer.weight_format.exponent;
  narrow_format_ = {layer.post.narrow_bits, true, accumulator_exponent_ + layer.post.shift};
  scale_exponent_ = layer.post.affine ? layer.post.affine->scale_exponent : 0;
  output_ = y;
  chain_ = layer.post;
  is_representable_ = true;
  effective_weights_.resize(weights_.size());
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    effective_weights_[i] = static_cast<float>(dequantize(weights_[i], weight_format_));
  }
}

void IseUnit::absorb_batch_norm() {
  form_.batch_norm = false;
  chain_.affine.reset();
  exponents_.weights.reset();
  exponents_.bias.reset();
  exponents_.scale.reset();
  exponents_.offset.reset();
  exponents_.narrow = {};
}

}  // namespace isomer::train
