// SPDX-License-Identifier: Apache-2.0
//
// Small networks with everything that training knows.

#ifndef TESTS_TRAIN_MODEL_TOPOLOGIES_H_
#define TESTS_TRAIN_MODEL_TOPOLOGIES_H_

#include <vector>

#include "isa/zoo/topology.h"
#include "train/model/model.h"

namespace isomer::train::testing {

// Convolutions with biases, max-pool, fully connected.
Topology plain_topology();
// Batch norm, a residual, a projection, global average.
Topology residual_topology();
// Expansion, depthwise 3x3, linear bottleneck with a residual, ReLU6.
Topology inverted_topology();
// All of the above.
std::vector<Topology> topologies();

// Every layer of these bits, inputs of `input_bits`.
ModelOptions options_of(const Topology& topology, const UnitBits& bits, int batch,
                        int input_bits = 8);

// Random integers over the whole range of the input's format.
void fill_input(Model& model, std::uint64_t seed);

// The derivative of sum r z with random r in [-1, 1): the loss of these tests. Returns the loss.
double linear_loss(Model& model, std::uint64_t seed);

}  // namespace isomer::train::testing

#endif  // TESTS_TRAIN_MODEL_TOPOLOGIES_H_
