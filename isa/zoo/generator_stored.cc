// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cmath>

#include "isa/zoo/generator.h"

namespace isomer {
namespace {

// The squared mean of a positive tensor, as a share of its mean square: that of a half normal
// distribution of which half is zero.
constexpr double kSquaredMean = 1 / 3.14159265358979;

constexpr int kTableBits = 8;

double apply(Function function, double x) {
  return function == Function::tanh ? std::tanh(x) : 1 / (1 + std::exp(-x));
}

}  // namespace

void Generator::add_max_pool(const Node& node) {
  const Result x = input(node);
  MaxPool op{node.kernel_h, node.kernel_w, node.stride, node.stride, {}};
  op.padding = {node.padding, node.padding, node.padding, node.padding};
  append(node, {x.tensor}, info(x).format, op, 2 * x.mean_square);
}

void Generator::add_average_pool(const Node& node) {
  const Result x = input(node);
  AveragePool op{node.kernel_h, node.kernel_w, node.stride, node.stride, {}, options_.rounding};
  op.padding = {node.padding, node.padding, node.padding, node.padding};
  const double mean = info(x).format.is_signed ? 0 : kSquaredMean;
  const double elements = node.kernel_h * node.kernel_w;
  const double mean_square = x.mean_square * (mean + (1 - mean) / elements);
  Format format = format_of(node, info(x).format.is_signed, 0);
  const int shift = rounded_log2(std::sqrt(mean_square) / good_deviation(format));
  if (!node.range) format.exponent = info(x).format.exponent + shift;
  append(node, {x.tensor}, format, op, std::ldexp(mean_square, -2 * shift));
}

void Generator::add_sum(const Node& node) {
  const Result a = input(node, 0);
  const Result b = input(node, 1);
  const int difference = info(a).format.exponent - info(b).format.exponent;
  Add op;
  op.stage.e1 = std::max(0, difference);
  op.stage.e2 = std::max(0, -difference);
  op.rounding = options_.rounding;
  const double mean_square =
      std::ldexp(a.mean_square, 2 * op.stage.e1) + std::ldexp(b.mean_square, 2 * op.stage.e2);
  const int exponent = std::min(info(a).format.exponent, info(b).format.exponent);
  const bool is_signed = info(a).format.is_signed || info(b).format.is_signed;
  Format format = format_of(node, is_signed, 0);
  if (!node.range)
    format.exponent = exponent + rounded_log2(std::sqrt(mean_square) / good_deviation(format));
  op.stage.s3 = format.exponent - exponent;
  op.lo = static_cast<std::int32_t>(format.min());
  op.hi = static_cast<std::int32_t>(format.max());
  append(node, {a.tensor, b.tensor}, format, op, std::ldexp(mean_square, -2 * op.stage.s3));
}

void Generator::add_product(const Node& node) {
  const Result a = input(node, 0);
  const Result b = input(node, 1);
  const double mean_square = a.mean_square * b.mean_square;
  const int exponent = info(a).format.exponent + info(b).format.exponent;
  const bool is_signed = info(a).format.is_signed || info(b).format.is_signed;
  Format format = format_of(node, is_signed, 0);
  if (!node.range)
    format.exponent = exponent + rounded_log2(std::sqrt(mean_square) / good_deviation(format));
  const Multiply op{.shift = format.exponent - exponent,
                    .rounding = options_.rounding,
                    .lo = static_cast<std::int32_t>(format.min()),
                    .hi = static_cast<std::int32_t>(format.max())};
  append(node, {a.tensor, b.tensor}, format, op, std::ldexp(mean_square, -2 * op.shift));
}

void Generator::add_concat(const Node& node) {
  Format format = info(input(node)).format;
  std::vector<int> inputs;
  double mean_square = 0;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    const Format& x = info(input(node, i)).format;
    format.bits = std::max(format.bits, x.bits);
    format.is_signed |= x.is_signed;
    format.exponent = std::max(format.exponent, x.exponent);
    inputs.push_back(input(node, i).tensor);
    mean_square = std::max(mean_square, input(node, i).mean_square);
  }
  append(node, std::move(inputs), format, Concat{options_.rounding}, mean_square);
}

Generator::Result Generator::narrowed(const Node& node, const Result& x) {
  const TensorInfo from = info(x);
  if (from.format.bits <= kTableBits) return x;
  const int shift = from.format.bits - kTableBits;
  const Format format{kTableBits, from.format.is_signed, from.format.exponent + shift};
  const int tensor = static_cast<int>(network_.tensors.size());
  const std::string name = node.name + ".narrow";
  network_.tensors.push_back({name, from.channels, from.height, from.width, format});
  network_.layers.push_back({name,
                             {x.tensor},
                             tensor,
                             Rescale{.rounding = options_.rounding,
                                     .lo = static_cast<std::int32_t>(format.min()),
                                     .hi = static_cast<std::int32_t>(format.max())}});
  return {tensor, std::ldexp(x.mean_square, -2 * shift)};
}

void Generator::add_lookup(const Node& node) {
  const Result x = narrowed(node, input(node));
  const Format from = info(x).format;
  const bool is_signed = node.function == Function::tanh;
  const int bits = std::min(options_.activation_bits, kTableBits);
  const Format format{bits, is_signed, is_signed ? 1 - bits : -bits};
  Lookup op;
  for (std::int64_t d = from.min(); d <= from.max(); ++d) {
    const double y = apply(node.function, std::ldexp(static_cast<double>(d), from.exponent));
    const auto integer =
        std::clamp(std::llround(std::ldexp(y, -format.exponent)),
                   static_cast<long long>(format.min()), static_cast<long long>(format.max()));
    op.table[static_cast<std::uint8_t>(d)] = static_cast<std::uint8_t>(integer);
  }
  const double largest = std::exp2(-format.exponent);
  append(node, {x.tensor}, format, op, largest * largest / 3);
}

void Generator::add_crop(const Node& node) {
  const Result x = input(node);
  append(node, {x.tensor}, info(x).format, Crop{.top = node.top, .left = 0}, x.mean_square);
}

}  // namespace isomer
