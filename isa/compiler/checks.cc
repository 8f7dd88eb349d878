// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "isa/container/error.h"

namespace isomer::compiler {
namespace {

void refuse_above(const Layer& layer, std::string_view what, int value, int limit,
                  std::string_view remedy) {
  if (value > limit)
    throw Error(
        fmt::format("layer '{}': {} {} exceeds {}, the most the instructions can express; "
                    "{}",
                    layer.name, what, value, limit, remedy));
}

template <typename Operation>
void check_window(const Layer& layer, const Operation& op, int max_kernel) {
  constexpr std::string_view kRemedy = "reduce it or split the layer";
  refuse_above(layer, "kernel", std::max(op.kernel_h, op.kernel_w), max_kernel, kRemedy);
  refuse_above(layer, "stride", std::max(op.stride_h, op.stride_w), kMaxStride, kRemedy);
  refuse_above(layer, "padding", std::max(op.padding.top, op.padding.left), kMaxPadding, kRemedy);
}

void check_weights(const Layer& layer, const Convolution& op, const Machine& machine) {
  const int max = (1 << (machine.operand_bits - 1)) - 1;
  for (const int weight : op.weights) {
    if (weight < -max - 1 || weight > max)
      throw Error(
          fmt::format("layer '{}': weight {} does not fit the {} bits machine '{}' stores; "
                      "quantise its weights to fewer bits",
                      layer.name, weight, machine.operand_bits, machine.name));
  }
}

void check_layer(const Network& network, const Layer& layer, const Machine& machine) {
  if (const auto* convolution = std::get_if<Convolution>(&layer.operation)) {
    check_window(layer, *convolution, kMaxKernel);
    check_weights(layer, *convolution, machine);
    refuse_above(layer, "bias shift", bias_shift(network, layer), machine.accumulator_bits - 1,
                 "give the bias a finer exponent");
  } else {
    check_window(layer, std::get<MaxPool>(layer.operation), kMaxPoolWindow);
  }
}

}  // namespace

void check_expressible(const Network& network, const Machine& machine) {
  if (machine.operand_bits != 8 || machine.accumulator_bits != 32)
    throw Error(
        fmt::format("machine '{}' has {}-bit operands and {}-bit accumulators; this "
                    "compiler emits programs for 8 and 32",
                    machine.name, machine.operand_bits, machine.accumulator_bits));
  for (const TensorInfo& tensor : network.tensors) {
    if (tensor.format.bits > machine.operand_bits)
      throw Error(
          fmt::format("tensor '{}' has {} bits, machine '{}' stores {}; quantise it to "
                      "fewer bits",
                      tensor.name, tensor.format.bits, machine.name, machine.operand_bits));
  }
  for (const Layer& layer : network.layers) check_layer(network, layer, machine);
}

}  // namespace isomer::compiler
