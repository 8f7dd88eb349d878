// SPDX-License-Identifier: Apache-2.0
//
// A network without its numbers: what a layer reads, its window, channels and activation. Training
// and the random networks of tests are built from the same description.

#ifndef ISA_ZOO_TOPOLOGY_H_
#define ISA_ZOO_TOPOLOGY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "isa/network/network.h"

namespace isomer {

enum class Activation { linear, relu, relu6 };
enum class Function { sigmoid, tanh };

inline constexpr int kImage = -1;  // as an input of a node: the network's input

struct Node {
  enum class Kind { convolution, max_pool, average_pool, add, multiply, concat, lookup, crop };

  std::string name;
  Kind kind = Kind::convolution;
  std::vector<int> inputs;  // earlier nodes, or kImage; a convolution's second one is its residual

  // Convolutions and pools.
  int kernel_h = 1;
  int kernel_w = 1;
  int stride = 1;
  int padding = 0;  // on all four sides

  // Convolutions: the residual is added before the activation.
  int channels = 0;
  int groups = 1;
  Activation activation = Activation::linear;
  // In training, batch norm stands between the convolution, which then has no bias of its own, and
  // what follows: residual, activation. Random networks have it absorbed into weights and bias.
  bool batch_norm = false;
  // Nodes of one such name have the same weights and biases; one with fewer input channels has
  // those of the first channels.
  std::string shared = {};

  Function function = Function::sigmoid;  // lookup
  int top = 0;                            // crop: the first row, and how many
  int rows = 0;

  // What the result is stored in: values up to 2^range, by default chosen from the numbers; at most
  // so many bits.
  std::optional<int> range = std::nullopt;
  int max_bits = 16;
};

struct Shape {
  int channels = 1;
  int height = 1;
  int width = 1;

  friend bool operator==(const Shape&, const Shape&) = default;
};

struct Topology {
  std::string name;
  std::string title;  // one line for a list
  Shape input;
  bool is_input_signed = false;
  std::vector<Node> nodes;  // in execution order, the last one gives the result
};

// The shape of one node's result, from those of its inputs; Error when a window does not fit.
Shape result_shape(const Node& node, const std::vector<Shape>& inputs);

// The shapes of all results.
std::vector<Shape> result_shapes(const Topology& topology);

// Multiply-adds of one image: padding counted.
std::int64_t count_macs(const Topology& topology);

}  // namespace isomer

#endif  // ISA_ZOO_TOPOLOGY_H_
