// SPDX-License-Identifier: Apache-2.0

#include "sim/runner/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "isa/container/error.h"
#include "sim/kernels/nhwc/transpose.h"

namespace isomer {
namespace {

constexpr std::size_t kCache = 512 << 10;  // bytes of a layer's tensors that should stay near
constexpr std::size_t kMostImages = 16;    // in a group

void check_input(const Network& network, int images, std::span<const std::int32_t> input) {
  const TensorInfo& info = network.input();
  const auto elements = static_cast<std::size_t>(info.elements());
  if (images < 0 || input.size() != static_cast<std::size_t>(images) * elements) {
    throw Error(fmt::format("network {}: {} integers are not {} images of {}", network.name,
                            input.size(), images, elements));
  }
  const auto lo = static_cast<std::int32_t>(info.format.min());
  const auto hi = static_cast<std::int32_t>(info.format.max());
  const auto wrong =
      std::ranges::find_if(input, [&](std::int32_t value) { return value < lo || value > hi; });
  if (wrong == input.end()) return;
  const auto i = static_cast<std::size_t>(wrong - input.begin());
  throw Error(fmt::format("network {}: element {} of input image {} is {}, outside [{}, {}]",
                          network.name, i % elements, i / elements, *wrong, lo, hi));
}

std::size_t pixels_of(const TensorInfo& tensor) {
  return static_cast<std::size_t>(tensor.height) * static_cast<std::size_t>(tensor.width);
}

Network validated(Network network) {
  validate(network);
  return network;
}

// How many images at a time keep the tensors of every layer in the cache.
int group_of(const Network& network, const TensorStore& store) {
  std::size_t most = 1;
  for (const Layer& layer : network.layers) {
    std::size_t bytes = store.image_bytes(layer.output);
    for (const int input : layer.inputs) bytes += store.image_bytes(input);
    most = std::max(most, bytes);
  }
  return static_cast<int>(std::clamp<std::size_t>(kCache / most, 1, kMostImages));
}

}  // namespace

Runner::Runner(Network network, Keep keep)
    : network_(validated(std::move(network))),
      store_(network_, keep),
      group_(group_of(network_, store_)),
      logical_(network_.tensors.size()) {
  layers_.reserve(network_.layers.size());
  for (const Layer& layer : network_.layers) layers_.emplace_back(network_, layer);
}

void Runner::run(int images, std::span<const std::int32_t> input) {
  check_input(network_, images, input);
  images_ = images;
  for (Logical& logical : logical_) logical.is_current = false;
  store_.resize(images, group_);
  const TensorInfo& info = network_.input();
  const auto elements = static_cast<std::size_t>(info.elements());
  for (int first = 0; first < images; first += group_) {
    const int count = std::min(group_, images - first);
    kernels::nhwc::from_nchw(count, info.channels, pixels_of(info),
                             input.subspan(static_cast<std::size_t>(first) * elements,
                                           static_cast<std::size_t>(count) * elements),
                             store_.at(0, first));
    for (const RunnerLayer& layer : layers_) layer.run(first, count, store_, scratch_);
  }
}

std::span<const std::int32_t> Runner::tensor(int index) const {
  const TensorInfo& info = network_.tensors[static_cast<std::size_t>(index)];
  if (!store_.is_kept(index))
    throw Error(
        fmt::format("network {}: tensor '{}' was not kept, only the output; let the runner "
                    "keep everything",
                    network_.name, info.name));
  Logical& logical = logical_[static_cast<std::size_t>(index)];
  const std::size_t size =
      static_cast<std::size_t>(images_) * static_cast<std::size_t>(info.elements());
  if (!logical.is_current) {
    if (logical.integers.size() < size) logical.integers.resize(size);
    kernels::nhwc::to_nchw(images_, info.channels, pixels_of(info), store_.at(index, 0),
                           std::span(logical.integers).first(size));
    logical.is_current = true;
  }
  return std::span(logical.integers).first(size);
}

std::span<const std::int32_t> Runner::output() const {
  return tensor(network_.layers.back().output);
}

}  // namespace isomer
