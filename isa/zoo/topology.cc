// SPDX-License-Identifier: Apache-2.0

#include "isa/zoo/topology.h"

#include <fmt/format.h>

#include "isa/container/error.h"

namespace isomer {
namespace {

std::vector<Shape> input_shapes(const Topology& topology, const Node& node,
                                const std::vector<Shape>& results) {
  std::vector<Shape> shapes;
  for (const int input : node.inputs)
    shapes.push_back(input == kImage ? topology.input : results[static_cast<std::size_t>(input)]);
  return shapes;
}

void check_window(const Node& node, const Shape& x) {
  const bool fits =
      x.height + 2 * node.padding >= node.kernel_h && x.width + 2 * node.padding >= node.kernel_w;
  if (fits) return;
  throw Error(
      fmt::format("layer {}: a window of {} x {} does not fit into its input of {} x {} with "
                  "padding {}; use larger images",
                  node.name, node.kernel_h, node.kernel_w, x.height, x.width, node.padding));
}

}  // namespace

Shape result_shape(const Node& node, const std::vector<Shape>& inputs) {
  Shape shape = inputs.front();
  switch (node.kind) {
    case Node::Kind::convolution:
    case Node::Kind::max_pool:
    case Node::Kind::average_pool:
      check_window(node, shape);
      if (node.kind == Node::Kind::convolution) shape.channels = node.channels;
      shape.height = (shape.height + 2 * node.padding - node.kernel_h) / node.stride + 1;
      shape.width = (shape.width + 2 * node.padding - node.kernel_w) / node.stride + 1;
      break;
    case Node::Kind::concat:
      for (std::size_t i = 1; i < inputs.size(); ++i) shape.channels += inputs[i].channels;
      break;
    case Node::Kind::crop:
      shape.height = node.rows;
      break;
    case Node::Kind::add:
    case Node::Kind::multiply:
    case Node::Kind::lookup:
      break;
  }
  return shape;
}

std::vector<Shape> result_shapes(const Topology& topology) {
  std::vector<Shape> results;
  for (const Node& node : topology.nodes)
    results.push_back(result_shape(node, input_shapes(topology, node, results)));
  return results;
}

std::int64_t count_macs(const Topology& topology) {
  const std::vector<Shape> results = result_shapes(topology);
  std::int64_t macs = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const Node& node = topology.nodes[i];
    if (node.kind != Node::Kind::convolution) continue;
    const Shape input = input_shapes(topology, node, results).front();
    const Shape& y = results[i];
    macs += std::int64_t{y.channels} * y.height * y.width * node.kernel_h * node.kernel_w *
            (input.channels / node.groups);
  }
  return macs;
}

}  // namespace isomer
