// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <span>

#include "isa/zoo/topology_builder.h"
#include "isa/zoo/zoo.h"

namespace isomer {
namespace {

struct Stage {
  int convolutions, channels;
};

// Convolutions 3x3 with batch norm, halved in height and width behind every stage.
void features(TopologyBuilder& b, std::span<const Stage> stages) {
  int number = 0;
  for (std::size_t s = 0; s < stages.size(); ++s) {
    for (int i = 0; i < stages[s].convolutions; ++i)
      b.batch_norm(b.convolution(fmt::format("conv{}", ++number), b.last(), stages[s].channels, {},
                                 Activation::relu));
    b.max_pool(fmt::format("pool{}", s + 1), 2, 2);
  }
}

}  // namespace

Topology vgg(const Shape& input, int classes) {
  constexpr Stage kStages[] = {{2, 64}, {2, 128}, {2, 256}};
  TopologyBuilder b("vgg", "64-64, 128-128, 256-256 and two fully connected layers", input,
                    input.channels > 1);
  features(b, kStages);
  b.batch_norm(b.fully_connected("fc1", 1024, Activation::relu));
  b.fully_connected("fc2", classes, Activation::linear);
  return b.topology();
}

Topology vgg16(const Shape& input, int classes) {
  constexpr Stage kStages[] = {{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}};
  const bool is_large = has_large_images(input);
  TopologyBuilder b("vgg16", is_large ? "VGG-16" : "VGG-16 with one hidden layer of 512", input,
                    input.channels > 1);
  features(b, kStages);
  if (is_large) {
    b.fully_connected("fc1", 4096, Activation::relu);
    b.fully_connected("fc2", 4096, Activation::relu);
  } else {
    b.batch_norm(b.fully_connected("fc1", 512, Activation::relu));
  }
  b.fully_connected(is_large ? "fc3" : "fc2", classes, Activation::linear);
  return b.topology();
}

}  // namespace isomer
