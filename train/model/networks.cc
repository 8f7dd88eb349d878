// SPDX-License-Identifier: Apache-2.0
//
// N_t and E_t: the training graph as integer networks (training.md, "The step's network").

#include <cassert>
#include <utility>

#include "sim/kernels/nhwc/transpose.h"
#include "train/model/model.h"

namespace isomer::train {
namespace {

TensorInfo tensor_of(const ActivationTensor& a) {
  return {.name = a.name,
          .channels = a.shape.channels,
          .height = a.shape.height,
          .width = a.shape.width,
          .format = a.integers.format()};
}

}  // namespace

Network Model::step_network(bool opened) const {
  Network network;
  network.name = name_;
  std::vector<int> tensor_of_activation;  // its number in the network
  const auto add_tensor = [&](TensorInfo tensor) {
    network.tensors.push_back(std::move(tensor));
    return static_cast<int>(network.tensors.size()) - 1;
  };
  tensor_of_activation.push_back(add_tensor(tensor_of(*activations_[0])));
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    const Stage& stage = *stages_[i];
    std::vector<int> inputs;
    for (const int number : inputs_[i]) {
      inputs.push_back(tensor_of_activation[static_cast<std::size_t>(number)]);
    }
    const ActivationTensor& y = *activations_[i + 1];
    const std::optional<OpenedUnit> parts = opened ? stage.opened() : std::nullopt;
    if (!parts) {
      const int output = add_tensor(tensor_of(y));
      network.layers.push_back({stage.name(), inputs, output, stage.step_operation()});
    } else {
      TensorInfo map = tensor_of(y);
      map.name += ".map";
      map.format = parts->map->format();
      const int middle = add_tensor(std::move(map));
      const int output = add_tensor(tensor_of(y));
      network.layers.push_back({stage.name(), {inputs[0]}, middle, parts->convolution});
      inputs[0] = middle;
      network.layers.push_back({stage.name() + ".batch_norm", inputs, output, parts->batch_norm});
    }
    tensor_of_activation.push_back(static_cast<int>(network.tensors.size()) - 1);
  }
  return network;
}

std::vector<std::vector<std::int32_t>> Model::retained(int image, bool opened) const {
  std::vector<std::vector<std::int32_t>> tensors;
  const auto take = [&](const ActivationTensor& shape, const IntegerBuffer& integers) {
    kernels::nhwc::to_nchw(1, shape.shape.channels, shape.pixels(),
                           integers.from(static_cast<std::size_t>(image) * shape.elements()),
                           tensors.emplace_back(shape.elements()));
  };
  take(*activations_[0], activations_[0]->integers);
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    const ActivationTensor& y = *activations_[i + 1];
    if (opened) {
      if (const auto parts = stages_[i]->opened()) take(y, *parts->map);
    }
    take(y, y.integers);
  }
  return tensors;
}

Network Model::export_network() const {
  Network network;
  network.name = name_;
  for (const auto& a : activations_) network.tensors.push_back(tensor_of(*a));
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    std::vector<Format> formats;
    for (const int number : inputs_[i]) {
      formats.push_back(network.tensors[static_cast<std::size_t>(number)].format);
    }
    network.layers.push_back(
        {stages_[i]->name(), inputs_[i], static_cast<int>(i) + 1,
         stages_[i]->export_operation(formats, &network.tensors[i + 1].format)});
  }
  return network;
}

}  // namespace isomer::train
