// SPDX-License-Identifier: Apache-2.0

#include "sim/runner/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "isa/container/error.h"
#include "sim/kernels/average_pool.h"
#include "sim/kernels/max_pool.h"
#include "sim/kernels/stored.h"

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

// What std::visit calls with the operation of one layer.
struct Runner::Execution {
  Runner& runner;
  std::size_t number;  // of the layer
  int images;

  const Layer& layer() const { return runner.network_.layers[number]; }
  const TensorInfo& x_info(std::size_t input = 0) const {
    return runner.network_.tensors[static_cast<std::size_t>(layer().inputs[input])];
  }
  const TensorInfo& y_info() const {
    return runner.network_.tensors[static_cast<std::size_t>(layer().output)];
  }
  std::span<const std::int32_t> x(std::size_t input = 0) const {
    return runner.tensor(layer().inputs[input]);
  }
  std::span<std::int32_t> y() const {
    auto& tensor = runner.tensors_[static_cast<std::size_t>(layer().output)];
    return std::span(tensor).first(runner.tensor(layer().output).size());
  }
  int shift() const { return y_info().format.exponent - x_info().format.exponent; }

  void operator()(const Convolution& op) const {
    const std::span<const std::int32_t> none;
    runner.convolutions_[number]->run(images, x(), op.post.residual ? x(1) : none, y(),
                                      runner.scratch_);
  }
  void operator()(const MaxPool& op) const {
    kernels::max_pool(kernels::shape_of(op, x_info()), images, x(), y());
  }
  void operator()(const AveragePool& op) const {
    kernels::average_pool(kernels::shape_of(op, x_info()), images, shift(), y_info().format,
                          op.rounding, x(), y());
  }
  void operator()(const Add& op) const { kernels::add(op, x(), x(1), y()); }
  void operator()(const Multiply& op) const { kernels::multiply(op, x(), x(1), y()); }
  void operator()(const Rescale& op) const { kernels::rescale(op, shift(), x(), y()); }
  void operator()(const Concat& op) const {
    std::int64_t first = 0;
    for (std::size_t i = 0; i < layer().inputs.size(); ++i) {
      kernels::concat_part(op, x_info(i), y_info(), first, x(i), y());
      first += x_info(i).elements();
    }
  }
  void operator()(const Lookup& op) const {
    kernels::lookup(op, y_info().format.is_signed, x(), y());
  }
  void operator()(const Crop& op) const { kernels::crop(op, x_info(), y_info(), x(), y()); }
};

Runner::Runner(Network network) : network_(std::move(network)), tensors_(network_.tensors.size()) {
  validate(network_);
  for (const Layer& layer : network_.layers) {
    std::optional<ConvolutionLayer>& convolution = convolutions_.emplace_back();
    if (std::holds_alternative<Convolution>(layer.operation)) convolution.emplace(network_, layer);
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
  for (std::size_t i = 0; i < network_.layers.size(); ++i)
    std::visit(Execution{*this, i, images}, network_.layers[i].operation);
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
