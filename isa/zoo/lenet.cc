// SPDX-License-Identifier: Apache-2.0

#include "isa/zoo/topology_builder.h"
#include "isa/zoo/zoo.h"

namespace isomer {

Topology lenet5(const std::string& name, const Shape& input, int padding) {
  TopologyBuilder b(name, "LeNet-5, two convolutions and three fully connected layers", input,
                    input.channels > 1);
  b.convolution("conv1", kImage, 6, {.size = 5, .padding = padding}, Activation::relu);
  const int pool1 = b.max_pool("pool1", 2, 2);
  b.convolution("conv2", pool1, 16, {.size = 5, .padding = 0}, Activation::relu);
  b.max_pool("pool2", 2, 2);
  b.fully_connected("fc1", 120, Activation::relu);
  b.fully_connected("fc2", 84, Activation::relu);
  b.fully_connected("fc3", 10, Activation::linear);
  return b.topology();
}

}  // namespace isomer
