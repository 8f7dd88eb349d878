// SPDX-License-Identifier: Apache-2.0

#include "sim/runner/convolution_layer.h"

#include <algorithm>
#include <cstdlib>
#include <span>

#include "isa/arithmetic/accumulate.h"

namespace isomer {
namespace {

namespace nhwc = kernels::nhwc;

const TensorInfo& input_of(const Network& network, const Layer& layer, std::size_t number = 0) {
  return network.tensors[static_cast<std::size_t>(layer.inputs[number])];
}

// 32 where no accumulator of the layer can leave them, else 48.                              (F7)
int accumulator_bits(const Network& network, const Layer& layer) {
  const Convolution& op = std::get<Convolution>(layer.operation);
  const std::int64_t most = input_of(network, layer).format.max_abs();
  const std::size_t terms = op.weights.size() / op.bias.size();
  for (std::size_t o = 0; o < op.bias.size(); ++o) {
    std::int64_t sum = 0;
    for (const int weight : std::span(op.weights).subspan(o * terms, terms))
      sum += std::abs(weight);
    const std::int64_t bound = accumulator_bound(sum, most, op.bias[o], bias_shift(network, layer));
    if (!fits_accumulator(bound, 32)) return kMaxBits;
  }
  return 32;
}

// The fewest bits, of at least 2, that hold every weight.
int weight_bits(const Convolution& op) {
  int bits = 2;
  for (const int weight : op.weights)
    while (weight < -(1 << (bits - 1)) || weight >= 1 << (bits - 1)) ++bits;
  return bits;
}

nhwc::Convolution convolution_of(const Network& network, const Layer& layer) {
  const Convolution& op = std::get<Convolution>(layer.operation);
  const TensorInfo& input = input_of(network, layer);
  nhwc::Convolution convolution(kernels::shape_of(op, input), op.groups, input.format,
                                weight_bits(op), accumulator_bits(network, layer));
  convolution.set_parameters({op.weights, op.bias, bias_shift(network, layer)});
  return convolution;
}

nhwc::PostPlan plan_of(const Network& network, const Layer& layer) {
  const Convolution& op = std::get<Convolution>(layer.operation);
  const nhwc::Storage sums =
      accumulator_bits(network, layer) > 32 ? nhwc::Storage::s64 : nhwc::Storage::s32;
  const std::size_t second = op.post.residual ? 1 : 0;
  return {op.post, op.out_channels, sums,
          nhwc::storage_of(input_of(network, layer, second).format)};
}

}  // namespace

ConvolutionLayer::ConvolutionLayer(const Network& network, const Layer& layer)
    : channels_(std::get<Convolution>(layer.operation).out_channels),
      convolution_(convolution_of(network, layer)),
      post_(plan_of(network, layer)) {}

void ConvolutionLayer::run(int images, const void* input, nhwc::ConstTensor residual,
                           nhwc::Tensor output, nhwc::Convolution::Scratch& scratch) const {
  const auto channels = static_cast<std::size_t>(channels_);
  convolution_.run(images, input, scratch,
                   [&](std::size_t first, std::size_t pixels, nhwc::ConstTensor sums) {
                     nhwc::post(post_,
                                {.pixels = pixels,
                                 .channels = channels_,
                                 .sums = sums,
                                 .residual = nhwc::from(residual, first * channels),
                                 .output = nhwc::from(output, first * channels)},
                                nhwc::Flags::none);
                   });
}

}  // namespace isomer
