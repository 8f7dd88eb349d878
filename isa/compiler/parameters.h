// SPDX-License-Identifier: Apache-2.0
//
// Parameter memory: affine pairs, biases and tables of the layers. A LOAD costs a bus latency, so
// consecutive layers share a block: all of them when everything fits together, otherwise up to half
// the memory (the other half is being read). A layer too large for that is loaded tile by tile.

#ifndef ISA_COMPILER_PARAMETERS_H_
#define ISA_COMPILER_PARAMETERS_H_

#include <cstddef>
#include <vector>

#include "isa/compiler/geometry.h"
#include "isa/compiler/graph.h"
#include "isa/compiler/shapes.h"
#include "isa/hardware/machine.h"
#include "isa/program/program.h"

namespace isomer::compiler {

struct Lowering;

// Words of a layer, from its first on: pairs of C affine scales and offsets, C biases per output
// group, and the table of its decoder or lookup. Even, so that pairs start at even words.
struct ParameterLayout {
  int affine = 0;
  int bias = 0;
  int table = 0;
  int words = 0;
};
ParameterLayout parameter_layout(const Graph& graph, const Machine& machine, int layer, int groups);

struct ParameterBlocks {
  struct Place {
    int block = -1;  // index into `layers`, -1: by tile
    int offset = 0;  // of the layer's first word in the block
  };
  std::vector<Place> place;              // per layer
  std::vector<int> groups;               // per layer: its output groups
  std::vector<std::vector<int>> layers;  // per block, in order
};

ParameterBlocks plan_parameters(const Graph& graph, const Machine& machine,
                                const std::vector<Shape>& shapes);

// Where the parameters of output groups of a layer lie; emits the LOAD of their block unless it is
// still there.
ParameterLayout parameters_of(Lowering& lowering, int layer, Range groups,
                              const SourceLine& source);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_PARAMETERS_H_
