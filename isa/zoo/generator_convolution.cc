// SPDX-License-Identifier: Apache-2.0
//
// A sum of n products of independent numbers, one of them of mean zero, has the variance n times
// both mean squares, whatever the other one's mean is: that is all the shifts are chosen from.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "isa/arithmetic/activation.h"
#include "isa/container/error.h"
#include "isa/network/weight_coding.h"
#include "isa/zoo/generator.h"

namespace isomer {
namespace {

// The affine stage's operand m1: most of its 16 bits.
constexpr int kAffineBits = 16;
constexpr double kAffineDeviation = 2048;
constexpr int kMinScale = 1 << 10;
constexpr int kMaxScale = 1 << 12;
constexpr int kScaleExponent = -11;

// Extra bits that a sum with a residual keeps below the residual's last one; negative: fewer.
constexpr int kMinExtraBits = -1;
constexpr int kMaxExtraBits = 5;

template <typename Values>
double mean_square_of(const Values& values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return sum / static_cast<double>(values.size());
}

// The integers to draw weights from. Few integers around a zero point are cut to a symmetric range,
// so that the weights have about the mean zero.
std::vector<std::int16_t> drawn_from(const WeightCoding& coding) {
  int limit = std::min<int>(max_weight(coding), std::numeric_limits<std::int16_t>::max());
  const int half = 1 << (coding.stored_bits - 1);
  const int symmetric = std::min(half - coding.offset, half - 1 + coding.offset);
  const bool is_even = coding.stored_bits >= 8 && coding.offset == 0;
  if (coding.decoder == Decoder::integer && !is_even && symmetric > 0)
    limit = std::min(limit, symmetric);
  std::vector<std::int16_t> values;
  for (std::uint32_t code = 0; code < 1U << coding.stored_bits; ++code) {
    const int value = decode_weight(code, coding);
    if (std::abs(value) <= limit) values.push_back(static_cast<std::int16_t>(value));
  }
  if (values.empty())
    throw Error(fmt::format("no code of the weights stands for an integer up to {}", limit));
  return values;
}

}  // namespace

void Generator::draw(Parameters& p, int channels, double mean_square) {
  const std::vector<std::int16_t> values = drawn_from(options_.coding);
  p.weights.resize(static_cast<std::size_t>(p.terms * channels));
  for (std::int16_t& weight : p.weights) weight = values[random_() % values.size()];
  p.mean_square = std::max(mean_square_of(p.weights), 1e-3);
  // Biases of up to half the deviation of the sum.
  const double largest =
      0.5 * std::sqrt(static_cast<double>(p.terms) * p.mean_square * mean_square);
  p.bias_bits = options_.activation_bits > 8 ? 16 : 8;
  const int max = (1 << (p.bias_bits - 1)) - 1;
  p.bias_shift = std::max(0, rounded_log2(largest / max));
  const int bound = std::clamp(static_cast<int>(std::ldexp(largest, -p.bias_shift)), 1, max);
  for (int c = 0; c < channels; ++c)
    p.bias.push_back(static_cast<std::int16_t>(between(-bound, bound)));
}

Generator::Parameters& Generator::parameters_of(const Node& node, double mean_square) {
  Parameters& p = node.shared.empty() ? own_ : shared_[node.shared];
  if (!node.shared.empty() && !p.weights.empty()) return p;
  p = {};
  const std::vector<Shape> shapes = result_shapes(topology_);
  for (const Node& other : topology_.nodes) {
    if (&other != &node && (node.shared.empty() || other.shared != node.shared)) continue;
    const int x = other.inputs.front();
    const int channels =
        x == kImage ? topology_.input.channels : shapes[static_cast<std::size_t>(x)].channels;
    p.terms =
        std::max(p.terms, std::int64_t{channels} / other.groups * other.kernel_h * other.kernel_w);
  }
  draw(p, node.channels, mean_square);
  return p;
}

Generator::Scaling Generator::scaling_of(const Node& node, const Format& format) {
  if (node.inputs.size() == 1) return {good_deviation(format), format.exponent};
  const Result& r = input(node, 1);
  const bool is_narrow = options_.has_affine && options_.activation_bits > 8;
  const int extra = between(kMinExtraBits, is_narrow ? 0 : kMaxExtraBits);
  Scaling scaling;
  scaling.residual = ResidualStage{.e1 = std::max(0, -extra), .e2 = std::max(0, extra)};
  scaling.target = std::ldexp(std::sqrt(r.mean_square), extra);
  scaling.exponent = info(r).format.exponent - extra;
  return scaling;
}

Affine Generator::draw_affine(int channels, double deviation, double target, double* result) {
  Affine affine;
  affine.scale_exponent = kScaleExponent;
  for (int c = 0; c < channels; ++c) {
    const int scale = between(kMinScale, kMaxScale);
    affine.scale.push_back(static_cast<std::int16_t>(between(0, 7) == 0 ? -scale : scale));
    affine.offset.push_back(static_cast<std::int16_t>(between(-kMaxScale, kMaxScale)));
  }
  affine.stage.s_b = rounded_log2(deviation) - 1;
  const double sum = deviation * std::sqrt(mean_square_of(affine.scale));
  affine.stage.s2 = rounded_log2(sum / target);
  *result = std::ldexp(sum, -affine.stage.s2);
  return affine;
}

void Generator::add_convolution(const Node& node) {
  const Result x = input(node);
  const int x_exponent = info(x).format.exponent;
  const bool is_first_use = node.shared.empty() || !shared_.contains(node.shared);
  Parameters& p = parameters_of(node, x.mean_square);
  const bool is_signed = node.activation == Activation::linear;
  Format format = format_of(node, is_signed, 0);
  // relu6 has an exponent at which 6 is three quarters of the range, others any that is common.
  if (!node.range) format.exponent = 3 - format.bits;
  const Scaling scaling = scaling_of(node, format);

  Convolution op;
  PostChain& post = op.post;
  double deviation = std::sqrt(static_cast<double>(p.terms) * p.mean_square * x.mean_square);
  int later = 0;  // what the affine stage adds to the exponent
  if (is_first_use)
    p.shift = rounded_log2(deviation / (options_.has_affine ? kAffineDeviation : scaling.target));
  deviation = std::ldexp(deviation, -p.shift);
  if (options_.has_affine) {
    post.narrow_bits = kAffineBits;
    post.affine = draw_affine(node.channels, deviation, scaling.target, &deviation);
    later = post.affine->scale_exponent + post.affine->stage.s2;
  }
  if (is_first_use) p.weight_exponent = scaling.exponent - later - p.shift - x_exponent;
  double mean_square = deviation * deviation;
  double share = is_signed ? 1 : 0.5;  // of the mean square that is left above zero
  if (scaling.residual) {
    const Result& r = input(node, 1);
    post.residual = scaling.residual;
    ResidualStage& stage = *post.residual;
    mean_square = std::ldexp(mean_square, 2 * stage.e1) + std::ldexp(r.mean_square, 2 * stage.e2);
    stage.s3 = rounded_log2(std::sqrt(mean_square) / good_deviation(format));
    mean_square = std::ldexp(mean_square, -2 * stage.s3);
    format.exponent = scaling.exponent - stage.e1 + stage.s3;
    if (!is_signed && !info(r).format.is_signed) share = 0.75;
  }
  const OutputRange range = node.activation == Activation::relu6  ? relu6_range(format)
                            : node.activation == Activation::relu ? relu_range(format)
                                                                  : linear_range(format);
  post.rounding = options_.rounding;
  post.shift = p.shift;
  post.lo = static_cast<std::int32_t>(range.lo);
  post.hi = static_cast<std::int32_t>(range.hi);

  op.out_channels = node.channels;
  op.groups = node.groups;
  op.kernel_h = node.kernel_h;
  op.kernel_w = node.kernel_w;
  op.stride_h = op.stride_w = node.stride;
  op.padding = {node.padding, node.padding, node.padding, node.padding};
  const auto terms =
      static_cast<std::ptrdiff_t>(info(x).channels / node.groups * node.kernel_h * node.kernel_w);
  for (std::ptrdiff_t o = 0; o < node.channels; ++o) {
    const auto first = p.weights.begin() + o * static_cast<std::ptrdiff_t>(p.terms);
    op.weights.insert(op.weights.end(), first, first + terms);
  }
  op.coding = options_.coding;
  op.weight_format = {op.coding.stored_bits, true, p.weight_exponent};
  op.bias = p.bias;
  op.bias_format = {p.bias_bits, true, x_exponent + p.weight_exponent + p.bias_shift};
  std::vector<int> inputs = {x.tensor};
  if (scaling.residual) inputs.push_back(input(node, 1).tensor);
  append(node, std::move(inputs), format, std::move(op), share * mean_square);
}

}  // namespace isomer
