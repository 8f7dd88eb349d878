// SPDX-License-Identifier: Apache-2.0

#include "sim/runner/runner.h"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

#include "isa/container/error.h"
#include "sim/kernels/max_pool.h"
#include "sim/kernels/post.h"

namespace isomer {
namespace {

void check_input(const Network& network, int images, std::span<const std::int32_t> input) {
  const TensorInfo& info = network.input();
  const auto elements = static_cast<std::size_t>(info.elements());
  if (images < 0 || input.size() != static_cast<std::size_t>(images) * elements) {
    throw Error(fmt::format("network {}: {} integers are not {} images of {}", network.name,
                            input.size(), images, elements));
  }
  for (std::size_t i = 0; i < input.size(); ++i) {
    if (input[i] < info.format.min() || input[i] > info.format.max()) {
      throw Error(fmt::format("network {}: element {} of input image {} is {}, outside [{}, {}]",
                              network.name, i % elements, i / elements, input[i], info.format.min(),
                              info.format.max()));
    }
  }
}

}  // namespace

Runner::Runner(Network network) : network_(std::move(network)), tensors_(network_.tensors.size()) {
  validate(network_);
  for (const Layer& layer : network_.layers) {
    std::optional<kernels::ConvolutionKernel>& kernel = convolutions_.emplace_back();
    if (const auto* convolution = std::get_if<Convolution>(&layer.operation)) {
      const TensorInfo& input = network_.tensors[static_cast<std::size_t>(layer.inputs[0])];
      kernel.emplace(kernels::shape_of(*convolution, input), input.format);
      kernel->set_parameters(
          {convolution->weights, convolution->bias, bias_shift(network_, layer)});
    }
  }
}

void Runner::run(int images, std::span<const std::int32_t> input) {
  check_input(network_, images, input);
  images_ = images;
  for (std::size_t t = 0; t < tensors_.size(); ++t) {
    const auto size =
        static_cast<std::size_t>(images) * static_cast<std::size_t>(network_.tensors[t].elements());
    if (tensors_[t].size() < size) tensors_[t].resize(size);
  }
  std::copy(input.begin(), input.end(), tensors_[0].begin());
  for (std::size_t i = 0; i < network_.layers.size(); ++i) {
    const Layer& layer = network_.layers[i];
    const auto x = tensor(layer.inputs[0]);
    const auto y = std::span(tensors_[static_cast<std::size_t>(layer.output)])
                       .first(tensor(layer.output).size());
    if (const auto* convolution = std::get_if<Convolution>(&layer.operation)) {
      convolutions_[i]->run(images, x, y, scratch_);
      kernels::post(convolution->post, y, y);
    } else {
      const TensorInfo& info = network_.tensors[static_cast<std::size_t>(layer.inputs[0])];
      kernels::max_pool(kernels::shape_of(std::get<MaxPool>(layer.operation), info), images, x, y);
    }
  }
}

std::span<const std::int32_t> Runner::tensor(int index) const {
  const auto t = static_cast<std::size_t>(index);
  const auto elements = static_cast<std::size_t>(network_.tensors[t].elements());
  return std::span(tensors_[t]).first(static_cast<std::size_t>(images_) * elements);
}

std::span<const std::int32_t> Runner::output() const {
  return tensor(network_.layers.back().output);
}

}  // namespace isomer
