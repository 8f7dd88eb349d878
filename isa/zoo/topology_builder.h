// SPDX-License-Identifier: Apache-2.0
//
// Writes topologies down, node by node; every function returns the number of the node it adds.

#ifndef ISA_ZOO_TOPOLOGY_BUILDER_H_
#define ISA_ZOO_TOPOLOGY_BUILDER_H_

#include <string>
#include <utility>
#include <vector>

#include "isa/zoo/topology.h"

namespace isomer {

class TopologyBuilder {
 public:
  TopologyBuilder(std::string name, std::string title, const Shape& input, bool is_input_signed) {
    topology_ = {std::move(name), std::move(title), input, is_input_signed, {}};
  }

  int add(Node node) {
    std::vector<Shape> inputs;
    for (const int input : node.inputs) inputs.push_back(shape(input));
    shapes_.push_back(result_shape(node, inputs));
    topology_.nodes.push_back(std::move(node));
    return last();
  }

  // A square kernel on node `x`; `residual`, if there is one, is added before the activation.
  struct Kernel {
    int size = 3;
    int stride = 1;
    int padding = 1;
    int groups = 1;
  };
  int convolution(const std::string& name, int x, int channels, const Kernel& kernel,
                  Activation activation, std::vector<int> residual = {}) {
    residual.insert(residual.begin(), x);
    return add({.name = name,
                .inputs = std::move(residual),
                .kernel_h = kernel.size,
                .kernel_w = kernel.size,
                .stride = kernel.stride,
                .padding = kernel.padding,
                .channels = channels,
                .groups = kernel.groups,
                .activation = activation});
  }

  int fully_connected(const std::string& name, int channels, Activation activation) {
    const Shape x = shape(last());
    return add({.name = name,
                .inputs = {last()},
                .kernel_h = x.height,
                .kernel_w = x.width,
                .channels = channels,
                .activation = activation});
  }

  // Puts batch norm behind convolution `node`, a fully connected one included.
  int batch_norm(int node) {
    topology_.nodes[static_cast<std::size_t>(node)].batch_norm = true;
    return node;
  }

  int max_pool(const std::string& name, int size, int stride, int padding = 0) {
    return add({.name = name,
                .kind = Node::Kind::max_pool,
                .inputs = {last()},
                .kernel_h = size,
                .kernel_w = size,
                .stride = stride,
                .padding = padding});
  }

  int global_average(const std::string& name) {
    const Shape x = shape(last());
    return add({.name = name,
                .kind = Node::Kind::average_pool,
                .inputs = {last()},
                .kernel_h = x.height,
                .kernel_w = x.width});
  }

  int last() const { return static_cast<int>(topology_.nodes.size()) - 1; }  // kImage before all
  Shape shape(int node) const {
    return node == kImage ? topology_.input : shapes_[static_cast<std::size_t>(node)];
  }
  const Topology& topology() const { return topology_; }

 private:
  Topology topology_;
  std::vector<Shape> shapes_;
};

}  // namespace isomer

#endif  // ISA_ZOO_TOPOLOGY_BUILDER_H_
