// SPDX-License-Identifier: Apache-2.0

#include "isa/zoo/topology_builder.h"
#include "isa/zoo/zoo.h"

namespace isomer {

Topology lenet5(const Shape& input, int classes) {
  TopologyBuilder b("lenet5", "LeNet-5, two convolutions and three fully connected layers", input,
                    input.channels > 1);
  const int padding = input.height < 32 || input.width < 32 ? 2 : 0;
  b.convolution("conv1", kImage, 6, {.size = 5, .padding = padding}, Activation::relu);
  const int pool1 = b.max_pool("pool1", 2, 2);
  b.convolution("conv2", pool1, 16, {.size = 5, .padding = 0}, Activation::relu);
  b.max_pool("pool2", 2, 2);
  b.fully_connected("fc1", 120, Activation::relu);
  b.fully_connected("fc2", 84, Activation::relu);
  b.fully_connected("fc3", classes, Activation::linear);
  return b.topology();
}

Topology lenet_variant(const Shape& input, int classes) {
  constexpr TopologyBuilder::Kernel kKernel{.size = 5, .padding = 2};
  TopologyBuilder b("lenet-variant", "LeNet with more channels and batch norm", input,
                    input.channels > 1);
  b.batch_norm(b.convolution("conv1", kImage, 32, kKernel, Activation::relu));
  const int pool1 = b.max_pool("pool1", 2, 2);
  b.batch_norm(b.convolution("conv2", pool1, 64, kKernel, Activation::relu));
  b.max_pool("pool2", 2, 2);
  b.batch_norm(b.fully_connected("fc1", 512, Activation::relu));
  b.fully_connected("fc2", classes, Activation::linear);
  return b.topology();
}

}  // namespace isomer
