// SPDX-License-Identifier: Apache-2.0
//
// Layers to instructions, tile by tile in natural order (loads, mac, post, store, next tile). Local
// memories are rings and accumulator banks alternate, so the queues run ahead of each other by
// themselves once tokens keep them apart.

#ifndef ISA_COMPILER_LOWERING_H_
#define ISA_COMPILER_LOWERING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "isa/compiler/biases.h"
#include "isa/compiler/code.h"
#include "isa/compiler/constants.h"
#include "isa/compiler/plan.h"
#include "isa/compiler/ring.h"
#include "isa/hardware/machine.h"
#include "isa/network/network.h"

namespace isomer::compiler {

// What lowering carries from layer to layer.
struct Lowering {
  Lowering(const Network& n, const Machine& m, const Plan& p);

  const Network& network;
  const Machine& machine;
  const Plan& plan;

  Code code;
  Constants constants;
  Ring weights;
  Ring parameters;
  BiasBlocks biases;
  int accumulator_bank = 0;
  int input_rows_loaded = 0;         // of the network's input when it is resident
  std::vector<int> entry_of_tensor;  // index into Program::tensors, -1: not in device memory
};

// Part of an output tensor.
struct Tile {
  Range rows;
  Range columns;
  Range groups;  // convolution: groups of C channels; pool: planes of R channels
};

void lower_convolution(Lowering& lowering, int layer);
void lower_max_pool(Lowering& lowering, int layer);

// "rows 0:8 columns 0:28 channels 0:16"
std::string tile_text(const Tile& tile, int channels_per_group, int channels);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_LOWERING_H_
