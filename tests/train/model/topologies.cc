// SPDX-License-Identifier: Apache-2.0

#include "tests/train/model/topologies.h"

#include "isa/arithmetic/quantize.h"
#include "isa/zoo/topology_builder.h"
#include "sim/kernels/nhwc/transpose.h"
#include "train/random.h"

namespace isomer::train::testing {

Topology plain_topology() {
  TopologyBuilder b("plain", "", {2, 9, 8}, false);
  b.convolution("conv1", kImage, 5, {}, Activation::relu);
  b.max_pool("pool1", 3, 2, 1);
  b.convolution("conv2", b.last(), 4, {.size = 2, .stride = 1, .padding = 0}, Activation::linear);
  b.fully_connected("fc1", 7, Activation::relu);
  b.fully_connected("fc2", 5, Activation::linear);
  return b.topology();
}

Topology residual_topology() {
  TopologyBuilder b("residual", "", {3, 8, 8}, true);
  const auto block = [&b](const std::string& name, int channels, int stride) {
    const int x = b.last();
    const int conv1 = b.batch_norm(
        b.convolution(name + ".conv1", x, channels, {.stride = stride}, Activation::relu));
    int shortcut = x;
    if (stride > 1) {
      shortcut = b.batch_norm(b.convolution(name + ".shortcut", x, channels,
                                            {.size = 1, .stride = stride, .padding = 0},
                                            Activation::linear));
    }
    b.batch_norm(b.convolution(name + ".conv2", conv1, channels, {}, Activation::relu, {shortcut}));
  };
  b.batch_norm(b.convolution("stem", kImage, 6, {}, Activation::relu));
  const int stem = b.last();
  b.batch_norm(b.convolution("twice", stem, 6, {}, Activation::relu, {stem}));  // read twice
  block("block1", 6, 1);
  block("block2", 10, 2);
  b.global_average("average");
  b.fully_connected("fc", 4, Activation::linear);
  return b.topology();
}

Topology inverted_topology() {
  TopologyBuilder b("inverted", "", {3, 8, 8}, true);
  const int stem = b.batch_norm(b.convolution("stem", kImage, 4, {}, Activation::relu6));
  b.batch_norm(b.convolution("expand", stem, 12, {.size = 1, .padding = 0}, Activation::relu6));
  b.batch_norm(b.convolution("depthwise", b.last(), 12, {.groups = 12}, Activation::relu6));
  b.convolution("project", b.last(), 4, {.size = 1, .padding = 0}, Activation::linear, {stem});
  b.batch_norm(
      b.convolution("depthwise2", b.last(), 4, {.stride = 2, .groups = 4}, Activation::relu));
  b.global_average("average");
  b.fully_connected("fc", 3, Activation::linear);
  return b.topology();
}

std::vector<Topology> topologies() {
  return {plain_topology(), residual_topology(), inverted_topology()};
}

ModelOptions options_of(const Topology& topology, const UnitBits& bits, int batch, int input_bits) {
  return {.batch = batch,
          .input = {input_bits, topology.is_input_signed, 1 - input_bits},
          .bits = [bits](const std::string&) { return bits; }};
}

void fill_input(Model& model, std::uint64_t seed) {
  ActivationTensor& x = model.input();
  const RandomStream random(seed, Purpose::augment);
  const Format& format = x.integers.format();
  std::vector<std::int32_t> nchw(x.integers.size());
  const auto range = static_cast<std::uint32_t>(format.max() - format.min() + 1);
  for (std::size_t i = 0; i < nchw.size(); ++i) {
    nchw[i] = static_cast<std::int32_t>(random.below(range, i) + format.min());
  }
  kernels::nhwc::from_nchw(x.images, x.shape.channels, x.pixels(), nchw, x.integers.from(0));
}

double linear_loss(Model& model, std::uint64_t seed) {
  ActivationTensor& z = model.logits();
  z.want_gradient();
  const RandomStream random(seed, Purpose::shuffle);
  double loss = 0;
  for (std::size_t i = 0; i < z.values.size(); ++i) {
    z.gradient[i] = static_cast<float>(2 * random.uniform(i) - 1);
    loss += double{z.gradient[i]} * double{z.values[i]};
  }
  return loss;
}

}  // namespace isomer::train::testing
