// SPDX-License-Identifier: Apache-2.0
//
// Depthwise convolutions with batch norm. On small images stem and, in version 2, the second stage
// keep height and width.

#include <fmt/format.h>

#include "isa/zoo/topology_builder.h"
#include "isa/zoo/zoo.h"

namespace isomer {
namespace {

using Kernel = TopologyBuilder::Kernel;

constexpr Kernel kPointwise{.size = 1, .padding = 0};

int convolution(TopologyBuilder& b, const std::string& name, int channels, const Kernel& kernel,
                Activation activation, std::vector<int> residual = {}) {
  return b.batch_norm(
      b.convolution(name, b.last(), channels, kernel, activation, std::move(residual)));
}

int depthwise(TopologyBuilder& b, const std::string& name, int stride, Activation activation) {
  const int channels = b.shape(b.last()).channels;
  return convolution(b, name, channels, {.stride = stride, .groups = channels}, activation);
}

// Expand by 1x1, depthwise 3x3, project by 1x1 without an activation; plus the input where the
// shape stays.
void inverted_residual(TopologyBuilder& b, const std::string& name, int expansion, int channels,
                       int stride) {
  const int x = b.last();
  const int inputs = b.shape(x).channels;
  if (expansion != 1)
    convolution(b, name + ".expand", inputs * expansion, kPointwise, Activation::relu6);
  depthwise(b, name + ".depthwise", stride, Activation::relu6);
  std::vector<int> residual;
  if (stride == 1 && inputs == channels) residual.push_back(x);
  convolution(b, name + ".project", channels, kPointwise, Activation::linear, std::move(residual));
}

Topology classified(TopologyBuilder& b, int classes) {
  b.global_average("average");
  b.fully_connected("fc", classes, Activation::linear);
  return b.topology();
}

std::string title_of(const char* name, bool is_large) {
  return fmt::format("{} of width 1{}", name, is_large ? "" : ", stem stride 1");
}

}  // namespace

Topology mobilenetv1(const Shape& input, int classes) {
  struct Block {
    int channels, stride;
  };
  constexpr Block kBlocks[] = {{64, 1},  {128, 2},  {128, 1}, {256, 2}, {256, 1},
                               {512, 2}, {512, 1},  {512, 1}, {512, 1}, {512, 1},
                               {512, 1}, {1024, 2}, {1024, 1}};
  const bool is_large = has_large_images(input);
  TopologyBuilder b("mobilenetv1", title_of("MobileNetV1", is_large), input, input.channels > 1);
  convolution(b, "stem", 32, {.stride = is_large ? 2 : 1}, Activation::relu);
  int number = 0;
  for (const Block& block : kBlocks) {
    const std::string name = fmt::format("block{}", ++number);
    depthwise(b, name + ".depthwise", block.stride, Activation::relu);
    convolution(b, name + ".pointwise", block.channels, kPointwise, Activation::relu);
  }
  return classified(b, classes);
}

Topology mobilenetv2(const Shape& input, int classes) {
  struct Stage {
    int expansion, channels, blocks, stride;
  };
  const bool is_large = has_large_images(input);
  const int second = is_large ? 2 : 1;
  const Stage stages[] = {{1, 16, 1, 1}, {6, 24, 2, second}, {6, 32, 3, 2}, {6, 64, 4, 2},
                          {6, 96, 3, 1}, {6, 160, 3, 2},     {6, 320, 1, 1}};
  TopologyBuilder b("mobilenetv2", title_of("MobileNetV2", is_large), input, input.channels > 1);
  convolution(b, "stem", 32, {.stride = is_large ? 2 : 1}, Activation::relu6);
  int number = 0;
  for (const Stage& stage : stages)
    for (int block = 0; block < stage.blocks; ++block)
      inverted_residual(b, fmt::format("block{}", ++number), stage.expansion, stage.channels,
                        block == 0 ? stage.stride : 1);
  convolution(b, "head", 1280, kPointwise, Activation::relu6);
  return classified(b, classes);
}

}  // namespace isomer
