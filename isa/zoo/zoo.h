// SPDX-License-Identifier: Apache-2.0
//
// The networks that are known by name, for images of their own or of any size.

#ifndef ISA_ZOO_ZOO_H_
#define ISA_ZOO_ZOO_H_

#include <string>
#include <vector>

#include "isa/zoo/topology.h"

namespace isomer {

// In the order of a list, small ones first. Without another word in its name, a network takes
// images of 3x32x32 and has ten classes; "-imagenet" means 3x224x224 and 1000.
std::vector<Topology> zoo();

// The one of that name; Error with the nearest name otherwise.
Topology find_topology(const std::string& name);

// The names of the networks below, small ones first.
std::vector<std::string> trainable_topologies();

// One of them by name, for images of one channel (unsigned) or several (signed). Error with the
// nearest name, or the layer whose window does not fit into images so small.
Topology find_topology(const std::string& name, const Shape& input, int classes);

// Images of more than 64 pixels a side: networks that know both take ImageNet's stem.
bool has_large_images(const Shape& input);

// LeNet-5: 5x5-6, pool, 5x5-16, pool, 120, 84; the first convolution pads images below 32 pixels
// by 2. No batch norm.
Topology lenet5(const Shape& input, int classes);

// 5x5-32, pool, 5x5-64, pool, FC512.                                               training.md
Topology lenet_variant(const Shape& input, int classes);

// 64-64 pool 128-128 pool 256-256 pool FC1024.
Topology vgg(const Shape& input, int classes);

// 64-64, 128-128, 256-256-256 and two stages of 512-512-512; then FC512, behind large images
// FC4096 twice, without batch norm.
Topology vgg16(const Shape& input, int classes);

// A 3x3 stem of 16 channels and three stages of one or three basic blocks: 16, 32 and 64 channels.
Topology resnet8(const Shape& input, int classes);
Topology resnet20(const Shape& input, int classes);

// Four stages, 64 to 512 channels, of basic blocks or, in ResNet-50, of bottlenecks whose 3x3
// convolutions have the strides. A 3x3 stem; on large images 7x7 with stride 2, and max-pool.
Topology resnet18(const Shape& input, int classes);
Topology resnet34(const Shape& input, int classes);
Topology resnet50(const Shape& input, int classes);

// Of width 1, stem stride 1, on large images 2. Version 2 has inverted residuals with the strides
// 1, 1 (large images: 2), 2, 2, 1, 2, 1.
Topology mobilenetv1(const Shape& input, int classes);
Topology mobilenetv2(const Shape& input, int classes);

// One LSTM cell over a sequence that is the image's rows: channels are features.
Topology lstm(int steps, int features, int hidden);

}  // namespace isomer

#endif  // ISA_ZOO_ZOO_H_
