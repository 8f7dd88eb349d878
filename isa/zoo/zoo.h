// SPDX-License-Identifier: Apache-2.0
//
// The networks that are known by name.

#ifndef ISA_ZOO_ZOO_H_
#define ISA_ZOO_ZOO_H_

#include <string>
#include <vector>

#include "isa/zoo/topology.h"

namespace isomer {

// In the order of a list, small ones first.
std::vector<Topology> zoo();

// The one of that name; Error with the nearest name otherwise.
Topology find_topology(const std::string& name);

// LeNet-5: 5x5-6, pool, 5x5-16, pool, 120, 84, 10. `padding` is the first convolution's.
Topology lenet5(const std::string& name, const Shape& input, int padding);

// 64-64 pool 128-128 pool 256-256 pool FC1024 FC10 on 32x32x3.
Topology vgg();

// A 3x3 stem of 16 channels and three stages of `blocks` basic blocks, 16, 32 and 64 channels, on
// 32x32x3; projections are 1x1 convolutions.
Topology cifar_resnet(const std::string& name, int blocks);

// Four stages of two basic blocks, 64 to 512 channels; on 224x224 with the 7x7 stem and max-pool,
// 1000 classes, on 32x32 with a 3x3 stem and 10 classes.
Topology resnet18(bool is_imagenet);

// Inverted residuals of width 1 on 32x32x3, stem stride 1, strides 1, 1, 2, 2, 1, 2, 1.
Topology mobilenetv2();

// One LSTM cell over a sequence that is the image's rows: channels are features.
Topology lstm(int steps, int features, int hidden);

}  // namespace isomer

#endif  // ISA_ZOO_ZOO_H_
