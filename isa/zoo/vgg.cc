// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include "isa/zoo/topology_builder.h"
#include "isa/zoo/zoo.h"

namespace isomer {

Topology vgg() {
  TopologyBuilder b("vgg", "64-64, 128-128, 256-256 and two fully connected layers", {3, 32, 32},
                    true);
  int convolutions = 0;
  for (int stage = 1; stage <= 3; ++stage) {
    for (int i = 0; i < 2; ++i)
      b.convolution(fmt::format("conv{}", ++convolutions), b.last(), 32 << stage, {},
                    Activation::relu);
    b.max_pool(fmt::format("pool{}", stage), 2, 2);
  }
  b.fully_connected("fc1", 1024, Activation::relu);
  b.fully_connected("fc2", 10, Activation::linear);
  return b.topology();
}

}  // namespace isomer
