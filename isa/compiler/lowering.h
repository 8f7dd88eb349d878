// SPDX-License-Identifier: Apache-2.0
//
// Layers to instructions, tile by tile in natural order (loads, mac, post, store, next tile). Local
// memories are rings and accumulator banks alternate, so the queues run ahead of each other by
// themselves once tokens keep them apart.

#ifndef ISA_COMPILER_LOWERING_H_
#define ISA_COMPILER_LOWERING_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "isa/compiler/code.h"
#include "isa/compiler/constants.h"
#include "isa/compiler/graph.h"
#include "isa/compiler/parameters.h"
#include "isa/compiler/plan.h"
#include "isa/compiler/ring.h"
#include "isa/hardware/machine.h"
#include "isa/network/network.h"

namespace isomer::compiler {

// What lowering carries from layer to layer.
struct Lowering {
  Lowering(const Graph& g, const Machine& m, const Plan& p);

  const Layer& layer(int index) const { return network.layers[static_cast<std::size_t>(index)]; }
  const TensorInfo& tensor(int index) const {
    return network.tensors[static_cast<std::size_t>(index)];
  }
  const PlacedTensor& placed(int tensor) const {
    return plan.tensors[static_cast<std::size_t>(tensor)];
  }

  const Graph& graph;
  const Network& network;  // the graph's
  const Machine& machine;
  const Plan& plan;

  Code code;
  Constants constants;
  Ring weights;
  Ring parameters;
  ParameterBlocks parameters_plan;
  int accumulator_bank = 0;
  std::map<int, int> input_rows_loaded;  // of each resident input of the network
  std::vector<int> entry_of_tensor;      // index into Program::tensors, -1: not in its table
};

// Part of an output tensor.
struct Tile {
  Range rows;
  Range columns;
  Range groups;  // convolution: groups of C channels; else: planes of R channels
};

void lower_convolution(Lowering& lowering, int layer);
void lower_vector(Lowering& lowering, int layer);

// "rows 0:8 columns 0:28 channels 0:16"
std::string tile_text(const Tile& tile, int channels_per_group, int channels);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_LOWERING_H_
