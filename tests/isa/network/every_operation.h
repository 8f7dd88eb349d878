// SPDX-License-Identifier: Apache-2.0
//
// A small network with one layer of every operation, weight decoder and optional stage.

#ifndef TESTS_ISA_NETWORK_EVERY_OPERATION_H_
#define TESTS_ISA_NETWORK_EVERY_OPERATION_H_

#include "isa/network/network.h"

namespace isomer {

// Layers by number: 0 depthwise convolution (odd, affine), 1 grouped convolution (table, residual),
// 2 average, 3 maximum, 4 add, 5 multiply, 6 rescale, 7 concat, 8 lookup, 9 crop, 10 convolution
// (pot); layer i gives tensor i + 1.
inline Network every_operation_network() {
  Network network;
  network.name = "every operation";
  network.tensors = {{"image", 4, 6, 6, {8, true, -7}},    {"depthwise", 4, 6, 6, {8, false, -5}},
                     {"sum", 4, 6, 6, {8, false, -4}},     {"average", 4, 3, 3, {8, false, -5}},
                     {"maximum", 4, 3, 3, {8, false, -5}}, {"added", 4, 3, 3, {8, true, -4}},
                     {"product", 4, 3, 3, {8, false, -4}}, {"rescaled", 4, 3, 3, {6, false, -3}},
                     {"both", 8, 3, 3, {8, false, -3}},    {"looked up", 8, 3, 3, {8, true, -7}},
                     {"cropped", 8, 1, 2, {8, true, -7}},  {"result", 3, 1, 1, {8, true, 0}}};

  Convolution depthwise;
  depthwise.out_channels = 4;
  depthwise.groups = 4;
  depthwise.kernel_h = depthwise.kernel_w = 3;
  depthwise.padding = {1, 1, 1, 1};
  for (int i = 0; i < 4 * 9; ++i)
    depthwise.weights.push_back(static_cast<std::int16_t>(2 * i - 35));
  depthwise.weight_format = {8, true, -6};
  depthwise.coding.decoder = Decoder::odd;
  depthwise.bias = {-5, 0, 5, 100};
  depthwise.bias_format = {8, true, -10};
  depthwise.post = {.shift = 2, .narrow_bits = 16, .lo = 0, .hi = 192};
  depthwise.post.affine = Affine{{100, -200, 300, 32767}, {1, 2, 3, -32768}, -8, {3, 14, 12}};

  Convolution grouped;
  grouped.out_channels = 4;
  grouped.groups = 2;
  grouped.weights = {-512 + 256, 7, 9, 0, 7, 7, 9, 0};
  grouped.weight_format = {8, true, -6};
  grouped.coding.decoder = Decoder::table;
  grouped.coding.stored_bits = 2;
  grouped.coding.table = {0, 7, 9, -256};
  grouped.bias = {1, 2, 3, 4};
  grouped.bias_format = {8, true, -11};
  grouped.post = {.rounding = Rounding::floor, .shift = 3, .lo = 0, .hi = 255};
  grouped.post.residual = ResidualStage{.e1 = 0, .e2 = 3, .s3 = 4};

  Convolution last;
  last.out_channels = 3;
  last.kernel_w = 2;
  last.weights.assign(3 * 8 * 2, -64);
  last.weights[5] = 0;
  last.weight_format = {8, true, 0};
  last.coding.decoder = Decoder::pot;
  last.coding.stored_bits = 4;
  last.bias = {0, 0, 0};
  last.bias_format = {8, true, -7};
  last.post = {.shift = 7, .lo = -128, .hi = 127};

  Lookup table;
  for (std::size_t i = 0; i < table.table.size(); ++i)
    table.table[i] = static_cast<std::uint8_t>(3 * i + 1);

  network.layers = {
      {"conv1", {0}, 1, depthwise},
      {"conv2", {1, 1}, 2, grouped},
      {"average", {1}, 3, AveragePool{.rounding = Rounding::half_even}},
      {"maximum", {1}, 4, MaxPool{}},
      {"add", {3, 4}, 5, Add{.stage = {0, 0, 1}, .lo = -100, .hi = 100}},
      {"multiply", {3, 4}, 6, Multiply{.shift = 6, .lo = 0, .hi = 255}},
      {"rescale", {6}, 7, Rescale{.rounding = Rounding::half_away, .lo = 1, .hi = 63}},
      {"concat", {7, 5}, 8, Concat{}},
      {"lookup", {8}, 9, table},
      {"crop", {9}, 10, Crop{.top = 2, .left = 1}},
      {"conv3", {10}, 11, last},
  };
  return network;
}

}  // namespace isomer

#endif  // TESTS_ISA_NETWORK_EVERY_OPERATION_H_
