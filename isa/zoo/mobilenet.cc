// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include "isa/zoo/topology_builder.h"
#include "isa/zoo/zoo.h"

namespace isomer {
namespace {

// Expand by 1x1, depthwise 3x3, project by 1x1 without an activation; plus the input where the
// shape stays.
void inverted_residual(TopologyBuilder& b, const std::string& name, int expansion, int channels,
                       int stride) {
  const int x = b.last();
  const int inputs = b.shape(x).channels;
  const int hidden = inputs * expansion;
  int y = x;
  if (expansion != 1)
    y = b.convolution(name + ".expand", y, hidden, {.size = 1, .padding = 0}, Activation::relu6);
  y = b.convolution(name + ".depthwise", y, hidden, {.stride = stride, .groups = hidden},
                    Activation::relu6);
  std::vector<int> residual;
  if (stride == 1 && inputs == channels) residual.push_back(x);
  b.convolution(name + ".project", y, channels, {.size = 1, .padding = 0}, Activation::linear,
                residual);
}

struct Stage {
  int expansion, channels, blocks, stride;
};

constexpr Stage kStages[] = {{1, 16, 1, 1}, {6, 24, 2, 1},  {6, 32, 3, 2}, {6, 64, 4, 2},
                             {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}};

}  // namespace

Topology mobilenetv2() {
  TopologyBuilder b("mobilenetv2", "MobileNetV2 of width 1, stem stride 1", {3, 32, 32}, true);
  b.convolution("stem", kImage, 32, {}, Activation::relu6);
  int number = 0;
  for (const Stage& stage : kStages)
    for (int block = 0; block < stage.blocks; ++block)
      inverted_residual(b, fmt::format("block{}", ++number), stage.expansion, stage.channels,
                        block == 0 ? stage.stride : 1);
  b.convolution("head", b.last(), 1280, {.size = 1, .padding = 0}, Activation::relu6);
  b.global_average("average");
  b.fully_connected("fc", 10, Activation::linear);
  return b.topology();
}

}  // namespace isomer
