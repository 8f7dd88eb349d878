// SPDX-License-Identifier: Apache-2.0

#include "sim/runner/convolution_layer.h"

#include <algorithm>
#include <cstdlib>

#include "isa/arithmetic/accumulate.h"
#include "sim/kernels/direct_convolution.h"
#include "sim/kernels/post_chain.h"

namespace isomer {
namespace {

// Groups with fewer products per output than this are faster row by row than as matrices.
constexpr std::size_t kLeastReduction = 32;

// Whether no accumulator of the layer can leave 32 bits.                                     (F7)
bool fits_32_bits(const Convolution& layer, const TensorInfo& input, int bias_shift) {
  const std::size_t terms = layer.weights.size() / layer.bias.size();
  for (std::size_t o = 0; o < layer.bias.size(); ++o) {
    std::int64_t sum = 0;
    for (const int weight : std::span(layer.weights).subspan(o * terms, terms))
      sum += std::abs(weight);
    if (!fits_accumulator(accumulator_bound(sum, input.format.max_abs(), layer.bias[o], bias_shift),
                          32))
      return false;
  }
  return true;
}

}  // namespace

ConvolutionLayer::ConvolutionLayer(const Network& network, const Layer& layer)
    : layer_(std::get<Convolution>(layer.operation)), bias_shift_(bias_shift(network, layer)) {
  const TensorInfo& input = network.tensors[static_cast<std::size_t>(layer.inputs[0])];
  shape_ = kernels::shape_of(layer_, input);
  kernels::ConvolutionShape group = shape_;
  group.window.channels /= layer_.groups;
  group.out_channels /= layer_.groups;
  if (!fits_32_bits(layer_, input, bias_shift_)) {
    method_ = Method::wide_rows;
  } else if (layer_.groups > 1 && group.reduction() < kLeastReduction) {
    method_ = Method::rows;
  } else {
    method_ = Method::product;
    const auto outputs = static_cast<std::size_t>(group.out_channels);
    const std::span weights(layer_.weights);
    const std::span bias(layer_.bias);
    for (std::size_t g = 0; g < static_cast<std::size_t>(layer_.groups); ++g) {
      groups_.emplace_back(group, input.format);
      groups_.back().set_parameters(
          {weights.subspan(g * outputs * group.reduction(), outputs * group.reduction()),
           bias.subspan(g * outputs, outputs), bias_shift_});
    }
  }
}

void ConvolutionLayer::run_products(int images, std::span<const std::int32_t> input,
                                    std::span<std::int32_t> accumulators,
                                    LayerScratch& scratch) const {
  if (groups_.size() == 1)
    return groups_.front().run(images, input, accumulators, scratch.convolution);
  for (int n = 0; n < images; ++n) {
    for (const kernels::ConvolutionKernel& group : groups_) {
      const std::size_t inputs = group.shape().window.in_elements();
      const std::size_t outputs = group.shape().out_elements();
      group.run(1, input.first(inputs), accumulators.first(outputs), scratch.convolution);
      input = input.subspan(inputs);
      accumulators = accumulators.subspan(outputs);
    }
  }
}

void ConvolutionLayer::run(int images, std::span<const std::int32_t> input,
                           std::span<const std::int32_t> residual, std::span<std::int32_t> output,
                           LayerScratch& scratch) const {
  const std::size_t pixels = shape_.window.out_pixels();
  const kernels::ConvolutionParameters parameters{layer_.weights, layer_.bias, bias_shift_};
  if (method_ == Method::wide_rows) {
    if (scratch.wide.size() < output.size()) scratch.wide.resize(output.size());
    const std::span accumulators = std::span(scratch.wide).first(output.size());
    kernels::direct_convolution(shape_, layer_.groups, parameters, images, input, accumulators,
                                scratch.padded);
    return kernels::post_chain(layer_.post, layer_.out_channels, pixels,
                               std::span<const std::int64_t>(accumulators), residual, output);
  }
  if (method_ == Method::rows) {
    kernels::direct_convolution(shape_, layer_.groups, parameters, images, input, output,
                                scratch.padded);
  } else {
    run_products(images, input, output, scratch);
  }
  kernels::post_chain(layer_.post, layer_.out_channels, pixels,
                      std::span<const std::int32_t>(output), residual, output);
}

}  // namespace isomer
