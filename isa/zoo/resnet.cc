// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include "isa/zoo/topology_builder.h"
#include "isa/zoo/zoo.h"

namespace isomer {
namespace {

// conv3x3, conv3x3 plus the shortcut: the input, or a 1x1 convolution where the shape changes.
void basic_block(TopologyBuilder& b, const std::string& name, int channels, int stride) {
  const int x = b.last();
  const int conv1 =
      b.convolution(name + ".conv1", x, channels, {.stride = stride}, Activation::relu);
  int shortcut = x;
  if (stride != 1 || b.shape(x).channels != channels)
    shortcut = b.convolution(name + ".shortcut", x, channels,
                             {.size = 1, .stride = stride, .padding = 0}, Activation::linear);
  b.convolution(name + ".conv2", conv1, channels, {}, Activation::relu, {shortcut});
}

// Stages of `blocks` blocks, channels doubling from the first on, then the classifier.
Topology stages(TopologyBuilder b, int count, int channels, int blocks, int classes) {
  for (int stage = 1; stage <= count; ++stage, channels *= 2)
    for (int block = 1; block <= blocks; ++block)
      basic_block(b, fmt::format("stage{}.block{}", stage, block), channels,
                  stage > 1 && block == 1 ? 2 : 1);
  b.global_average("average");
  b.fully_connected("fc", classes, Activation::linear);
  return b.topology();
}

}  // namespace

Topology cifar_resnet(const std::string& name, int blocks) {
  TopologyBuilder b(name, fmt::format("ResNet-{} with 1x1 projections", 6 * blocks + 2),
                    {3, 32, 32}, true);
  b.convolution("conv1", kImage, 16, {}, Activation::relu);
  return stages(std::move(b), 3, 16, blocks, 10);
}

Topology resnet18(bool is_imagenet) {
  const int size = is_imagenet ? 224 : 32;
  TopologyBuilder b(is_imagenet ? "resnet18" : "resnet18-cifar10",
                    is_imagenet ? "ResNet-18, 1000 classes" : "ResNet-18 with a 3x3 stem",
                    {3, size, size}, true);
  if (is_imagenet) {
    b.convolution("conv1", kImage, 64, {.size = 7, .stride = 2, .padding = 3}, Activation::relu);
    b.max_pool("pool1", 3, 2, 1);
  } else {
    b.convolution("conv1", kImage, 64, {}, Activation::relu);
  }
  return stages(std::move(b), 4, 64, 2, is_imagenet ? 1000 : 10);
}

}  // namespace isomer
