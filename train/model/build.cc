// SPDX-License-Identifier: Apache-2.0
//
// Models from topologies and from finished networks.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "isa/container/error.h"
#include "isa/network/accumulator_bits.h"
#include "train/model/average_pool_stage.h"
#include "train/model/convolution_stage.h"
#include "train/model/max_pool_stage.h"
#include "train/model/model.h"

namespace isomer::train {
namespace {

kernels::Window window_on(const Shape& input, const Node& node) {
  return {.channels = input.channels,
          .height = input.height,
          .width = input.width,
          .kernel_h = node.kernel_h,
          .kernel_w = node.kernel_w,
          .stride_h = node.stride,
          .stride_w = node.stride,
          .padding = {node.padding, node.padding, node.padding, node.padding}};
}

Shape shape_of(const TensorInfo& tensor) { return {tensor.channels, tensor.height, tensor.width}; }

// What a convolution of a finished network is made of.
UnitForm form_of(const Convolution& layer, const Format& y) {
  return {.activation = y.is_signed ? Activation::linear : Activation::relu,
          .batch_norm = layer.post.affine.has_value(),
          .residual = layer.post.residual.has_value()};
}

[[noreturn]] void refuse(const std::string& layer) {
  throw Error(
      fmt::format("layer {}: training knows convolutions (with batch norm, residual and "
                  "activation), max-pools and average pools only",
                  layer));
}

// The smallest width of an accumulator, at least so many bits, that a layer may have.
int legal_accumulator(int bits) { return bits > 32 ? 48 : std::max(bits, 16); }

}  // namespace

std::vector<ActivationTensor*> Model::inputs_of(const std::vector<int>& numbers) const {
  std::vector<ActivationTensor*> inputs;
  for (const int number : numbers) {
    inputs.push_back(activations_[static_cast<std::size_t>(number)].get());
  }
  return inputs;
}

ActivationTensor* Model::add_activation(const std::string& name, const Shape& shape) {
  activations_.push_back(std::make_unique<ActivationTensor>(name, shape, batch_));
  return activations_.back().get();
}

Model::Model(const Topology& topology, const ModelOptions& options, ThreadTeam& team)
    : name_(topology.name),
      batch_(options.batch),
      team_(team),
      workspaces_(static_cast<std::size_t>(team.threads())) {
  ActivationTensor* x = add_activation("input", topology.input);
  x->wants_gradient = false;
  x->integers.set_format(options.input);
  const std::vector<Shape> shapes = result_shapes(topology);
  for (std::size_t i = 0; i < topology.nodes.size(); ++i) {
    const Node& node = topology.nodes[i];
    if (!node.shared.empty()) refuse(node.name);
    // Node n writes activation n + 1; the image, kImage, is activation 0.
    std::vector<int>& numbers = inputs_.emplace_back();
    for (const int input : node.inputs) numbers.push_back(input + 1);
    const std::vector<ActivationTensor*> inputs = inputs_of(numbers);
    ActivationTensor* y = add_activation(node.name, shapes[i]);
    const kernels::Window window = window_on(inputs[0]->shape, node);
    const UnitBits bits = options.bits(node.name);
    switch (node.kind) {
      case Node::Kind::convolution:
        stages_.push_back(std::make_unique<ConvolutionStage>(
            node.name,
            ConvolutionForm{.shape = {window, node.channels},
                            .groups = node.groups,
                            .unit = {.activation = node.activation,
                                     .batch_norm = node.batch_norm,
                                     .residual = inputs.size() > 1},
                            .bits = bits,
                            .backward = options.backward,
                            .batch_norm_momentum = options.batch_norm_momentum},
            inputs, y, workspaces_));
        break;
      case Node::Kind::max_pool:
        stages_.push_back(std::make_unique<MaxPoolStage>(node.name, window, inputs[0], y));
        break;
      case Node::Kind::average_pool:
        stages_.push_back(
            std::make_unique<AveragePoolStage>(node.name, window, bits, inputs[0], y));
        break;
      default:
        refuse(node.name);
    }
  }
}

Model::Model(const Network& network, int batch, ThreadTeam& team)
    : name_(network.name),
      batch_(batch),
      team_(team),
      workspaces_(static_cast<std::size_t>(team.threads())) {
  validate(network);
  add_activation(network.input().name, shape_of(network.input()));
  activations_[0]->integers.set_format(network.input().format);
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    if (layer.output != static_cast<int>(i) + 1) refuse(layer.name);
    inputs_.push_back(layer.inputs);
    const TensorInfo& x = network.tensors[static_cast<std::size_t>(layer.inputs[0])];
    const TensorInfo& y = network.tensors[static_cast<std::size_t>(layer.output)];
    const std::vector<ActivationTensor*> inputs = inputs_of(layer.inputs);
    ActivationTensor* result = add_activation(y.name, shape_of(y));
    if (const auto* c = std::get_if<Convolution>(&layer.operation)) {
      auto stage = std::make_unique<ConvolutionStage>(
          layer.name,
          ConvolutionForm{
              .shape = kernels::shape_of(*c, x),
              .groups = c->groups,
              .unit = form_of(*c, y.format),
              .bits = {.accumulator = legal_accumulator(accumulator_bits_needed(network, layer))}},
          inputs, result, workspaces_);
      stage->set_integers(*c, x.format, y.format);
      stages_.push_back(std::move(stage));
    } else if (const auto* m = std::get_if<MaxPool>(&layer.operation)) {
      stages_.push_back(
          std::make_unique<MaxPoolStage>(layer.name, kernels::shape_of(*m, x), inputs[0], result));
    } else if (const auto* a = std::get_if<AveragePool>(&layer.operation)) {
      auto stage =
          std::make_unique<AveragePoolStage>(layer.name, kernels::shape_of(*a, x),
                                             UnitBits{.output = y.format.bits}, inputs[0], result);
      stage->set_output(y.format);
      stages_.push_back(std::move(stage));
    } else {
      refuse(layer.name);
    }
  }
}

Model::~Model() = default;

}  // namespace isomer::train
