// SPDX-License-Identifier: Apache-2.0

#include "isa/zoo/generator.h"

#include <algorithm>
#include <cmath>

namespace isomer {

double good_deviation(const Format& format) {
  return 0.3 * std::exp2(format.is_signed ? format.bits - 1 : format.bits);
}

int rounded_log2(double x) { return static_cast<int>(std::lround(std::log2(x))); }

Generator::Generator(const Topology& topology, std::uint64_t seed,
                     const RandomNetworkOptions& options)
    : topology_(topology), options_(options), random_(seed) {
  const bool is_signed = options.is_input_signed.value_or(topology.is_input_signed);
  const int bits = options.activation_bits;
  network_.name = topology.name;
  network_.provenance = {{"weights", "random"}, {"seed", std::to_string(seed)}};
  const Shape& shape = topology.input;
  network_.tensors.push_back({"input",
                              shape.channels,
                              shape.height,
                              shape.width,
                              {bits, is_signed, is_signed ? 1 - bits : -bits}});
  // Uniform over the range.
  image_.mean_square = std::exp2(2 * (is_signed ? bits - 1 : bits)) / 3;
}

Network Generator::build() {
  for (const Node& node : topology_.nodes) add(node);
  return network_;
}

void Generator::add(const Node& node) {
  switch (node.kind) {
    case Node::Kind::convolution:
      return add_convolution(node);
    case Node::Kind::max_pool:
      return add_max_pool(node);
    case Node::Kind::average_pool:
      return add_average_pool(node);
    case Node::Kind::add:
      return add_sum(node);
    case Node::Kind::multiply:
      return add_product(node);
    case Node::Kind::concat:
      return add_concat(node);
    case Node::Kind::lookup:
      return add_lookup(node);
    case Node::Kind::crop:
      return add_crop(node);
  }
}

const Generator::Result& Generator::input(const Node& node, std::size_t number) const {
  const int index = node.inputs[number];
  return index == kImage ? image_ : results_[static_cast<std::size_t>(index)];
}

Shape Generator::shape_of(const Node& node) const {
  std::vector<Shape> inputs;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    const TensorInfo& x = info(input(node, i));
    inputs.push_back({x.channels, x.height, x.width});
  }
  return result_shape(node, inputs);
}

Format Generator::format_of(const Node& node, bool is_signed, int exponent) const {
  const int bits = std::min(options_.activation_bits, node.max_bits);
  if (node.range) exponent = *node.range - (is_signed ? bits - 1 : bits);
  return {bits, is_signed, exponent};
}

void Generator::append(const Node& node, std::vector<int> inputs, Format format,
                       Operation operation, double mean_square) {
  const Shape shape = shape_of(node);
  const int tensor = static_cast<int>(network_.tensors.size());
  network_.tensors.push_back({node.name, shape.channels, shape.height, shape.width, format});
  network_.layers.push_back({node.name, std::move(inputs), tensor, std::move(operation)});
  const auto max = static_cast<double>(format.max());
  results_.push_back({tensor, std::min(mean_square, max * max / 2)});
}

// The remainder is a little uneven; nothing here depends on that.
int Generator::between(int lo, int hi) {
  return lo + static_cast<int>(random_() % static_cast<std::uint64_t>(hi - lo + 1));
}

}  // namespace isomer
