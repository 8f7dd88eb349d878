// SPDX-License-Identifier: Apache-2.0

#include <set>

#include "isa/network/checks.h"
#include "isa/network/network.h"

namespace isomer {
namespace {

void check_tensor(const TensorInfo& tensor) {
  for (const int size : {tensor.channels, tensor.height, tensor.width})
    if (size < 1 || size > kMaxSize)
      refuse("tensor", tensor.name, "its shape {} x {} x {} has a size outside 1 to {}",
             tensor.channels, tensor.height, tensor.width, kMaxSize);
  if (tensor.elements() > kMaxElements)
    refuse("tensor", tensor.name, "{} elements, at most {}", tensor.elements(), kMaxElements);
  validate(tensor.format, tensor.name, kMaxStoredBits);
}

const TensorInfo& tensor_at(const Network& network, const Layer& layer, int index) {
  if (index < 0 || static_cast<std::size_t>(index) >= network.tensors.size())
    refuse("layer", layer.name, "there is no tensor number {}", index);
  return network.tensors[static_cast<std::size_t>(index)];
}

void check_names(const Network& network) {
  std::set<std::string> names;
  for (const TensorInfo& tensor : network.tensors)
    if (!names.insert(tensor.name).second) refuse("tensor", tensor.name, "the name occurs twice");
  names.clear();
  for (const Layer& layer : network.layers)
    if (!names.insert(layer.name).second) refuse("layer", layer.name, "the name occurs twice");
}

}  // namespace

int bias_shift(const Network& network, const Layer& layer) {
  const auto* op = std::get_if<Convolution>(&layer.operation);
  if (op == nullptr || layer.inputs.empty())
    refuse("layer", layer.name, "only a convolution of a tensor has a bias");
  const TensorInfo& input = tensor_at(network, layer, layer.inputs.front());
  const int shift = op->bias_format.exponent - (input.format.exponent + op->weight_format.exponent);
  if (shift < 0 || shift > 63)
    refuse("layer", layer.name,
           "the bias exponent {} is {} - ({} + {}) = {} above the accumulator's; legal: 0 to 63",
           op->bias_format.exponent, op->bias_format.exponent, input.format.exponent,
           op->weight_format.exponent, shift);
  return shift;
}

PostStages post_stages(const PostChain& chain) {
  PostStages stages{.s1 = chain.shift,
                    .n1 = chain.narrow_bits,
                    .residual = chain.residual,
                    .lo = chain.lo,
                    .hi = chain.hi,
                    .mode = chain.rounding};
  if (chain.affine) stages.affine = chain.affine->stage;
  return stages;
}

void validate(const Network& network) {
  if (network.tensors.empty() || network.layers.empty())
    refuse("network", network.name, "it needs an input tensor and a layer");
  check_names(network);
  for (const TensorInfo& tensor : network.tensors) check_tensor(tensor);
  std::vector<bool> is_produced(network.tensors.size());
  is_produced.front() = true;
  for (const Layer& layer : network.layers) {
    if (layer.inputs.empty()) refuse("layer", layer.name, "0 inputs; it needs one");
    for (const int index : layer.inputs) {
      const TensorInfo& input = tensor_at(network, layer, index);
      if (!is_produced[static_cast<std::size_t>(index)])
        refuse("layer", layer.name, "its input '{}' is not produced before it", input.name);
    }
    const TensorInfo& output = tensor_at(network, layer, layer.output);
    if (is_produced[static_cast<std::size_t>(layer.output)])
      refuse("layer", layer.name, "its output '{}' has another producer", output.name);
    std::visit(
        [&](const auto& op) {
          check(LayerView{network, layer, output}, op);
        },
        layer.operation);
    is_produced[static_cast<std::size_t>(layer.output)] = true;
  }
  for (std::size_t i = 0; i < is_produced.size(); ++i)
    if (!is_produced[i]) refuse("tensor", network.tensors[i].name, "no layer produces it");
}

}  // namespace isomer
