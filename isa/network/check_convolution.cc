// SPDX-License-Identifier: Apache-2.0

#include <cstdlib>
#include <span>

#include "isa/arithmetic/accumulate.h"
#include "isa/network/checks.h"
#include "isa/network/weight_coding.h"

namespace isomer {
namespace {

template <typename Values>
void check_values(const LayerView& view, const char* what, const Values& values, std::int64_t count,
                  std::int64_t min, std::int64_t max) {
  if (static_cast<std::int64_t>(values.size()) != count)
    refuse("layer", view.layer.name, "{} {} values, its shape has {}", values.size(), what, count);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] < min || values[i] > max)
      refuse("layer", view.layer.name, "{}[{}] = {} is outside {} to {}", what, i, values[i], min,
             max);
}

void check_groups(const LayerView& view, const Convolution& op) {
  check_range(view, "groups", op.groups, 1, kMaxSize);
  if (view.input().channels % op.groups != 0 || op.out_channels % op.groups != 0)
    refuse("layer", view.layer.name, "{} groups do not divide {} input and {} output channels",
           op.groups, view.input().channels, op.out_channels);
}

void check_weights(const LayerView& view, const Convolution& op) {
  validate(op.weight_format, view.layer.name + ".weights", kMaxStoredBits);
  validate(op.coding, view.layer.name);
  const std::int64_t per_channel =
      std::int64_t{op.kernel_h} * op.kernel_w * (view.input().channels / op.groups);
  if (per_channel > kMaxElements || per_channel * op.out_channels > kMaxElements)
    refuse("layer", view.layer.name, "more than {} weights", kMaxElements);
  const int limit = max_weight(op.coding);
  check_values(view, "weights", op.weights, per_channel * op.out_channels, -limit, limit);
  for (std::size_t i = 0; i < op.weights.size(); ++i)
    if (!weight_code(op.weights[i], op.coding))
      refuse("layer", view.layer.name,
             "weights[{}] = {} has no code of {} bits of the decoder '{}'", i, op.weights[i],
             op.coding.stored_bits, kDecoderNames[static_cast<std::size_t>(op.coding.decoder)]);
}

void check_bias(const LayerView& view, const Convolution& op) {
  validate(op.bias_format, view.layer.name + ".bias", kMaxStoredBits);
  check_values(view, "bias", op.bias, op.out_channels, op.bias_format.min(), op.bias_format.max());
  const int shift = bias_shift(view.network, view.layer);
  if (shift > kMaxAccumulatorBits - op.bias_format.bits)
    refuse("layer", view.layer.name, "the bias shift {} is above {}", shift,
           kMaxAccumulatorBits - op.bias_format.bits);
}

// That the widest accumulator of any machine never wraps; compile() proves it for one machine. (F7)
void check_accumulators(const LayerView& view, const Convolution& op) {
  const std::size_t terms = op.weights.size() / static_cast<std::size_t>(op.out_channels);
  for (std::size_t channel = 0; channel < op.bias.size(); ++channel) {
    std::int64_t sum = 0;
    for (const int weight : std::span(op.weights).subspan(channel * terms, terms))
      sum += std::abs(weight);
    const std::int64_t bound = accumulator_bound(
        sum, view.input().format.max_abs(), op.bias[channel], bias_shift(view.network, view.layer));
    if (!fits_accumulator(bound, kMaxAccumulatorBits))
      refuse("layer", view.layer.name,
             "the accumulator of output channel {} can reach {}, more "
             "than {} bits hold",
             channel, bound, kMaxAccumulatorBits);
  }
}

// Returns the exponent of m2.
int check_affine(const LayerView& view, const Convolution& op, const Affine& affine, int m1) {
  constexpr int kLimit = 1 << 15;
  check_values(view, "affine.scale", affine.scale, op.out_channels, -kLimit, kLimit - 1);
  check_values(view, "affine.offset", affine.offset, op.out_channels, -kLimit, kLimit - 1);
  check_range(view, "affine.scale_exponent", affine.scale_exponent, kMinExponent, kMaxExponent);
  check_range(view, "affine.s_b", affine.stage.s_b, 0, kMaxAffineBiasShift);
  check_range(view, "affine.s2", affine.stage.s2, kMinExponent, kMaxExponent);
  check_range(view, "affine.n2", affine.stage.n2, 1, kMaxAffineBits);
  return m1 + affine.scale_exponent + affine.stage.s2;
}

void check_post(const LayerView& view, const Convolution& op) {
  const PostChain& post = op.post;
  check_rounding(view, post.rounding);
  check_range(view, "post.shift", post.shift, kMinExponent, kMaxExponent);
  check_range(view, "post.narrow_bits", post.narrow_bits, 1, kMaxNarrowBits);
  int exponent = view.input().format.exponent + op.weight_format.exponent + post.shift;
  if (post.affine) exponent = check_affine(view, op, *post.affine, exponent);
  check_input_count(view, post.residual ? 2 : 1);
  if (post.residual) {
    check_same_shape(view.input(1), view.output, view);
    check_residual(view, *post.residual, exponent, view.input(1).format.exponent);
    exponent += post.residual->s3 - post.residual->e1;
  }
  check_exponent(view, exponent);
  check_bounds(view, post.lo, post.hi);
}

}  // namespace

void check(const LayerView& view, const Convolution& op) {
  check_window(view, window_of(op));
  check_range(view, "out_channels", op.out_channels, 1, kMaxSize);
  if (view.output.channels != op.out_channels)
    refuse("layer", view.layer.name, "its output '{}' has {} channels instead of {}",
           view.output.name, view.output.channels, op.out_channels);
  check_groups(view, op);
  check_weights(view, op);
  check_bias(view, op);
  check_accumulators(view, op);
  check_post(view, op);
}

}  // namespace isomer
