// SPDX-License-Identifier: Apache-2.0
//
// Residual networks with batch norm behind every convolution; projections are 1x1 convolutions.

#include <fmt/format.h>

#include <utility>

#include "isa/zoo/topology_builder.h"
#include "isa/zoo/zoo.h"

namespace isomer {
namespace {

using Kernel = TopologyBuilder::Kernel;

int convolution(TopologyBuilder& b, const std::string& name, int x, int channels,
                const Kernel& kernel, Activation activation, std::vector<int> residual = {}) {
  return b.batch_norm(b.convolution(name, x, channels, kernel, activation, std::move(residual)));
}

// The input, or its projection where the shape changes.
int shortcut(TopologyBuilder& b, const std::string& name, int x, int channels, int stride) {
  if (stride == 1 && b.shape(x).channels == channels) return x;
  return convolution(b, name + ".shortcut", x, channels,
                     {.size = 1, .stride = stride, .padding = 0}, Activation::linear);
}

using Block = void (*)(TopologyBuilder&, const std::string& name, int channels, int stride);

// Two 3x3 convolutions.
void basic_block(TopologyBuilder& b, const std::string& name, int channels, int stride) {
  const int x = b.last();
  const int y = convolution(b, name + ".conv1", x, channels, {.stride = stride}, Activation::relu);
  const int residual = shortcut(b, name, x, channels, stride);
  convolution(b, name + ".conv2", y, channels, {}, Activation::relu, {residual});
}

// 1x1, 3x3 with the stride, 1x1 to four times the channels.
void bottleneck(TopologyBuilder& b, const std::string& name, int channels, int stride) {
  constexpr Kernel kPointwise{.size = 1, .padding = 0};
  const int x = b.last();
  const int y1 = convolution(b, name + ".conv1", x, channels, kPointwise, Activation::relu);
  const int y2 =
      convolution(b, name + ".conv2", y1, channels, {.stride = stride}, Activation::relu);
  const int residual = shortcut(b, name, x, 4 * channels, stride);
  convolution(b, name + ".conv3", y2, 4 * channels, kPointwise, Activation::relu, {residual});
}

// Stages of so many blocks, channels doubling from the first on, then the classifier.
Topology stages(TopologyBuilder b, Block block, const std::vector<int>& blocks, int channels,
                int classes) {
  for (std::size_t stage = 0; stage < blocks.size(); ++stage, channels *= 2)
    for (int i = 0; i < blocks[stage]; ++i)
      block(b, fmt::format("stage{}.block{}", stage + 1, i + 1), channels,
            stage > 0 && i == 0 ? 2 : 1);
  b.global_average("average");
  b.fully_connected("fc", classes, Activation::linear);
  return b.topology();
}

Topology imagenet_resnet(int layers, Block block, const std::vector<int>& blocks,
                         const Shape& input, int classes) {
  const bool is_large = has_large_images(input);
  TopologyBuilder b(fmt::format("resnet{}", layers),
                    fmt::format("ResNet-{}{}", layers, is_large ? "" : " with a 3x3 stem"), input,
                    input.channels > 1);
  convolution(b, "conv1", kImage, 64,
              is_large ? Kernel{.size = 7, .stride = 2, .padding = 3} : Kernel{}, Activation::relu);
  if (is_large) b.max_pool("pool1", 3, 2, 1);
  return stages(std::move(b), block, blocks, 64, classes);
}

// A stem of 16 channels and three stages of `blocks` basic blocks.
Topology cifar_resnet(int blocks, const Shape& input, int classes) {
  const int layers = 6 * blocks + 2;
  TopologyBuilder b(fmt::format("resnet{}", layers),
                    fmt::format("ResNet-{} with 1x1 projections", layers), input,
                    input.channels > 1);
  convolution(b, "conv1", kImage, 16, {}, Activation::relu);
  return stages(std::move(b), basic_block, {blocks, blocks, blocks}, 16, classes);
}

}  // namespace

Topology resnet8(const Shape& input, int classes) { return cifar_resnet(1, input, classes); }

Topology resnet20(const Shape& input, int classes) { return cifar_resnet(3, input, classes); }

Topology resnet18(const Shape& input, int classes) {
  return imagenet_resnet(18, basic_block, {2, 2, 2, 2}, input, classes);
}

Topology resnet34(const Shape& input, int classes) {
  return imagenet_resnet(34, basic_block, {3, 4, 6, 3}, input, classes);
}

Topology resnet50(const Shape& input, int classes) {
  return imagenet_resnet(50, bottleneck, {3, 4, 6, 3}, input, classes);
}

}  // namespace isomer
