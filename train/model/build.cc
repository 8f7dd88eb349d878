// SPDX-License-Identifier: Apache-2.0
//
// Models from descriptions and from finished networks.

#include <fmt/format.h>

#include <utility>

#include "isa/container/error.h"
#include "sim/kernels/post_chain.h"
#include "train/model/convolution_stage.h"
#include "train/model/max_pool_stage.h"
#include "train/model/model.h"

namespace isomer::train {
namespace {

kernels::Window window_on(const Shape& input, int kernel_h, int kernel_w, int stride, int padding) {
  return {.channels = input.channels,
          .height = input.height,
          .width = input.width,
          .kernel_h = kernel_h,
          .kernel_w = kernel_w,
          .stride_h = stride,
          .stride_w = stride,
          .padding = {padding, padding, padding, padding}};
}

void check(const std::string& layer, const kernels::Window& window) {
  if (window.out_height() >= 1 && window.out_width() >= 1) return;
  throw Error(fmt::format(
      "layer {}: a window of {} x {} does not fit into its input of {} x {}; use larger images",
      layer, window.kernel_h, window.kernel_w, window.height, window.width));
}

Shape shape_after(const kernels::Window& window, int channels) {
  return {channels, window.out_height(), window.out_width()};
}

// The convolution that a layer with weights is, if it is one.
std::optional<kernels::ConvolutionShape> weighted(const LayerDescription& layer,
                                                  const Shape& input) {
  if (const auto* c = std::get_if<ConvolutionLayer>(&layer.kind)) {
    return kernels::ConvolutionShape{window_on(input, c->kernel, c->kernel, c->stride, c->padding),
                                     c->out_channels};
  }
  if (const auto* l = std::get_if<LinearLayer>(&layer.kind)) {
    return kernels::ConvolutionShape{window_on(input, input.height, input.width, 1, 0), l->outputs};
  }
  return std::nullopt;
}

Shape shape_of(const TensorInfo& tensor) { return {tensor.channels, tensor.height, tensor.width}; }

// What a model cannot be built of is refused by name.
void require_trainable(const Layer& layer) {
  const auto* convolution = std::get_if<Convolution>(&layer.operation);
  const bool is_plain =
      convolution != nullptr && convolution->groups == 1 && kernels::is_plain(convolution->post);
  if (!is_plain && !std::holds_alternative<MaxPool>(layer.operation))
    throw Error(fmt::format(
        "layer {}: training knows convolutions of one group, whose sums are rounded and clamped, "
        "and max-pools only",
        layer.name));
}

}  // namespace

void Model::add_convolution(const std::string& name, const kernels::ConvolutionShape& shape,
                            const ModelFormats& formats, bool relu, bool is_last) {
  check(name, shape.window);
  const IseBits bits = {.weights = formats.weight_bits,
                        .bias = formats.bias_bits,
                        .output = is_last ? formats.logit_bits : formats.activation_bits};
  add(std::make_unique<ConvolutionStage>(name, shape, bits, relu, batch_, team_.threads()),
      shape_after(shape.window, shape.out_channels), true);
}

Model::Model(const ModelDescription& description, const ModelFormats& formats, int batch,
             ThreadTeam& team)
    : name_(description.name), batch_(batch), team_(team) {
  activations_.emplace_back("input", description.input, batch, false).format = formats.input;
  const auto& layers = description.layers;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const LayerDescription& layer = layers[i];
    const Shape& input = activations_.back().shape;
    if (const auto shape = weighted(layer, input)) {
      const bool relu =
          i + 1 < layers.size() && std::holds_alternative<ReluLayer>(layers[i + 1].kind);
      add_convolution(layer.name, *shape, formats, relu, i + 1 == layers.size());
      i += relu ? 1 : 0;
    } else if (const auto* pool = std::get_if<MaxPoolLayer>(&layer.kind)) {
      const kernels::Window window = window_on(input, pool->kernel, pool->kernel, pool->stride, 0);
      check(layer.name, window);
      add(std::make_unique<MaxPoolStage>(layer.name, window, batch),
          shape_after(window, input.channels), false);
    } else if (std::holds_alternative<ReluLayer>(layer.kind)) {
      throw Error(fmt::format(
          "layer {}: ReLU must directly follow a convolution or a linear layer, whose clamp it is",
          layer.name));
    }
  }
}

Model::Model(const Network& network, int batch, ThreadTeam& team)
    : name_(network.name), batch_(batch), team_(team) {
  validate(network);
  const TensorInfo* x = &network.input();
  activations_.emplace_back(x->name, train::shape_of(*x), batch, false).format = x->format;
  for (const Layer& layer : network.layers) {
    if (&network.tensors[static_cast<std::size_t>(layer.inputs[0])] != x) {
      throw Error(
          fmt::format("layer {}: does not read the tensor before it; only chains of layers "
                      "can be trained",
                      layer.name));
    }
    require_trainable(layer);
    const TensorInfo& y = network.tensors[static_cast<std::size_t>(layer.output)];
    if (const auto* c = std::get_if<Convolution>(&layer.operation)) {
      const ModelFormats formats = {.input = x->format,
                                    .weight_bits = c->weight_format.bits,
                                    .activation_bits = y.format.bits,
                                    .bias_bits = c->bias_format.bits,
                                    .logit_bits = y.format.bits};
      add_convolution(layer.name, kernels::shape_of(*c, *x), formats, !y.format.is_signed, false);
      stages_.back()->quantiser()->set_integers(
          {.weights = c->weights,
           .weight_format = c->weight_format,
           .bias = c->bias,
           .bias_format = c->bias_format,
           .accumulator_exponent = x->format.exponent + c->weight_format.exponent,
           .post = c->post,
           .output = y.format});
    } else {
      const kernels::Window window = kernels::shape_of(std::get<MaxPool>(layer.operation), *x);
      add(std::make_unique<MaxPoolStage>(layer.name, window, batch), train::shape_of(y), false);
    }
    x = &y;
  }
}

}  // namespace isomer::train
