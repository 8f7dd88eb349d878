// SPDX-License-Identifier: Apache-2.0
//
// Biases in parameter memory: one word of C biases per output group. A LOAD costs a bus latency, so
// consecutive layers share a block: all of them when the network's biases fit together, otherwise
// up to half the memory (the other half is being read). A layer too large for that is loaded tile
// by tile.

#ifndef ISA_COMPILER_BIASES_H_
#define ISA_COMPILER_BIASES_H_

#include <vector>

#include "isa/compiler/geometry.h"
#include "isa/hardware/machine.h"
#include "isa/network/network.h"
#include "isa/program/program.h"

namespace isomer::compiler {

struct Lowering;

struct BiasBlocks {
  struct Place {
    int block = -1;  // index into `layers`, -1: by tile
    int offset = 0;  // of the layer's first word in the block
  };
  std::vector<Place> place;              // per layer
  std::vector<std::vector<int>> layers;  // per block, in order
};

BiasBlocks plan_biases(const Network& network, const Machine& machine);

// The parameter word of the first bias of a layer's output groups; emits the LOAD of their block
// unless it is still there.
int bias_word(Lowering& lowering, int layer, Range groups, const SourceLine& source);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_BIASES_H_
