// SPDX-License-Identifier: Apache-2.0
//
// A small network that uses every part of the file: two convolutions around a pooling layer.

#ifndef TESTS_ISA_NETWORK_EXAMPLE_H_
#define TESTS_ISA_NETWORK_EXAMPLE_H_

#include "isa/network/network.h"

namespace isomer {

inline Network example_network() {
  Network network;
  network.name = "example";
  network.tensors = {{"image", 2, 6, 5, {8, false, -8}},
                     {"features", 3, 6, 4, {7, false, -4}},
                     {"pooled", 3, 3, 2, {7, false, -4}},
                     {"logits", 4, 1, 1, {8, true, 2}}};
  Convolution conv;
  conv.out_channels = 3;
  conv.kernel_h = 3;
  conv.kernel_w = 2;
  conv.padding = {.top = 1, .bottom = 1};
  for (int i = 0; i < 3 * 2 * 3 * 2; ++i)
    conv.weights.push_back(static_cast<std::int16_t>(7 * i - 120));
  conv.weight_format = {8, true, -6};
  conv.bias = {-32768, 0, 32767};
  conv.bias_format = {16, true, -10};  // 4 above -8 - 6
  conv.post = {.rounding = Rounding::half_even, .shift = 10, .lo = 0, .hi = 127};
  Convolution full = conv;
  full.out_channels = 4;
  full.kernel_h = 3;
  full.kernel_w = 2;
  full.padding = {};
  full.weights.assign(4 * 3 * 3 * 2, -128);
  full.bias = {1, 2, 3, 4};
  full.bias_format.exponent = -10;  // equal to -4 - 6
  full.post = {.shift = 12, .lo = -128, .hi = 127};
  network.layers = {{"conv1", {0}, 1, conv}, {"pool1", {1}, 2, MaxPool{}}, {"fc", {2}, 3, full}};
  network.provenance = {{"recipe", "test"}, {"seed", "7"}};
  return network;
}

}  // namespace isomer

#endif  // TESTS_ISA_NETWORK_EXAMPLE_H_
