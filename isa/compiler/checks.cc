// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "isa/compiler/coding.h"
#include "isa/compiler/shapes.h"
#include "isa/container/error.h"
#include "isa/hardware/features.h"

namespace isomer::compiler {
namespace {

constexpr int kLookupValues = 128;  // of 16 bits
constexpr std::string_view kSplit = "reduce it or split the layer";

void refuse_above(const Layer& layer, std::string_view what, int value, int limit,
                  std::string_view remedy) {
  if (value > limit)
    throw Error(
        fmt::format("layer '{}': {} {} exceeds {}, the most the instructions can express; "
                    "{}",
                    layer.name, what, value, limit, remedy));
}

class LayerCheck {
 public:
  LayerCheck(const Network& network, const Machine& machine, const Layer& layer)
      : network_(network), machine_(machine), layer_(layer) {}

  void operator()(const Convolution& op) const {
    check_window(op, kMaxKernel);
    check_weights(op);
    refuse_above(layer_, "bias shift", bias_shift(network_, layer_), machine_.accumulator_bits - 1,
                 "give the bias a finer exponent");
    need_rounding(op.post.rounding);
    if (op.post.affine) need(machine_.has_affine, "affine stage", "fold it into the weights");
    if (op.post.residual)
      need(machine_.has_add, "adder of residuals", "choose a machine with `add`");
  }
  void operator()(const MaxPool& op) const { check_window(op, kMaxPoolKernel); }
  void operator()(const AveragePool& op) const {
    need(machine_.has_average, "average pool", "use max-pool or a convolution");
    check_window(op, kMaxAverageKernel);
    need_rounding(op.rounding);
  }
  void operator()(const Add& op) const { elementwise(op.rounding); }
  void operator()(const Multiply& op) const { elementwise(op.rounding); }
  void operator()(const Rescale& op) const { elementwise(op.rounding); }
  void operator()(const Concat& op) const {
    const TensorInfo& output = output_of(network_, layer_);
    for (const int input : layer_.inputs)
      if (network_.tensors[static_cast<std::size_t>(input)].format != output.format)
        elementwise(op.rounding);
  }
  void operator()(const Lookup&) const {
    need(machine_.has_lookup, "lookup tables", "choose a machine with `lookup`");
    const int words = ceil_div(kLookupValues, machine_.columns);
    if (words > machine_.parameter_words)
      throw Error(
          fmt::format("layer '{}': its table takes {} parameter words, machine '{}' has {}; choose "
                      "a machine with more of them",
                      layer_.name, words, machine_.name, machine_.parameter_words));
  }
  void operator()(const Crop& op) const {
    refuse_above(layer_, "crop", std::max(op.top, op.left), kMaxPadding - 1, kSplit);
  }

 private:
  void elementwise(Rounding rounding) const {
    need(machine_.has_add, "unit for operations on stored tensors", "choose a machine with `add`");
    need_rounding(rounding);
  }

  void need(int has, std::string_view unit, std::string_view remedy) const {
    if (has == 0)
      throw Error(fmt::format("layer '{}': machine '{}' has no {}; {}", layer_.name, machine_.name,
                              unit, remedy));
  }

  void need_rounding(Rounding rounding) const {
    if (rounding != Rounding::half_up)
      need(machine_.has_roundings, "rounding but half_up", "train with half_up");
  }

  template <typename Operation>
  void check_window(const Operation& op, int max_kernel) const {
    refuse_above(layer_, "kernel", std::max(op.kernel_h, op.kernel_w), max_kernel, kSplit);
    refuse_above(layer_, "stride", std::max(op.stride_h, op.stride_w), kMaxStride, kSplit);
    refuse_above(layer_, "padding", std::max(op.padding.top, op.padding.left), kMaxPadding, kSplit);
  }

  void check_weights(const Convolution& op) const {
    if (find_coding(machine_, op, !is_one_part())) return;
    const int max = (1 << (machine_.operand_bits - 1)) - 1;
    for (const int weight : op.weights) {
      if (machine_.multipliers != 0 && (weight < -max - 1 || weight > max))
        throw Error(
            fmt::format("layer '{}': weight {} does not fit the {} bits machine '{}' stores, nor "
                        "another coding it decodes with a zero for lanes without a channel; "
                        "quantise its weights to fewer bits",
                        layer_.name, weight, machine_.operand_bits, machine_.name));
    }
    throw Error(
        fmt::format("layer '{}': machine '{}' decodes no coding that holds its weights; "
                    "quantise them to powers of two, or choose a machine with multipliers",
                    layer_.name, machine_.name));
  }

  // Whether every word of the input is surely full when the channels are a multiple of R.
  bool is_one_part() const {
    return std::none_of(network_.layers.begin(), network_.layers.end(), [](const Layer& layer) {
      return std::holds_alternative<Concat>(layer.operation);
    });
  }

  const Network& network_;
  const Machine& machine_;
  const Layer& layer_;
};

}  // namespace

void check_expressible(const Network& network, const Machine& machine) {
  for (const TensorInfo& tensor : network.tensors) {
    if (tensor.format.bits > machine.operand_bits)
      throw Error(
          fmt::format("tensor '{}' has {} bits, machine '{}' stores {}; quantise it to "
                      "fewer bits, or choose a machine with wider operands",
                      tensor.name, tensor.format.bits, machine.name, machine.operand_bits));
  }
  for (const Layer& layer : network.layers)
    std::visit(LayerCheck(network, machine, layer), layer.operation);
}

void check_parts(const Graph& graph) {
  for (const Layer& layer : graph.network.layers) {
    const auto& expected = std::holds_alternative<Convolution>(layer.operation)
                               ? graph.parts[static_cast<std::size_t>(layer.output)]
                               : graph.parts[static_cast<std::size_t>(layer.inputs.front())];
    if (layer.inputs.size() > 1 &&
        graph.parts[static_cast<std::size_t>(layer.inputs.back())] != expected)
      throw Error(
          fmt::format("layer '{}': its operands lie differently in words, because one comes from a "
                      "concat; give the parts of the concat channels that fill whole words",
                      layer.name));
  }
}

}  // namespace isomer::compiler
