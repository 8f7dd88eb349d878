// SPDX-License-Identifier: Apache-2.0
//
// Every decision about memory and tiles, before any instruction is made.

#ifndef ISA_COMPILER_PLAN_H_
#define ISA_COMPILER_PLAN_H_

#include <cstdint>
#include <variant>
#include <vector>

#include "isa/compiler/graph.h"
#include "isa/compiler/placement.h"
#include "isa/compiler/shapes.h"
#include "isa/compiler/tiling.h"
#include "isa/compiler/transfer.h"
#include "isa/hardware/machine.h"
#include "isa/network/network.h"

namespace isomer::compiler {

// Device memory: the index is the segment field of LOAD and STORE.
enum SegmentIndex : int { kConstants = 0, kInput = 1, kOutput = 2, kScratch = 3 };

// What a tensor of the graph is on this machine.
struct PlacedTensor {
  Shape shape;
  std::optional<int> base;  // first activation word when resident
  Home home;                // segment -1: never in device memory
  bool stored() const { return home.segment >= 0; }
};

struct LayerPlan {
  std::variant<ConvolutionTiling, VectorTiling> tiling;
  Stretch x_tiles;  // where tiles of an input that is not resident lie
  Stretch r_tiles;  // likewise of the second input
  Stretch y_tiles;  // and of the output
};

struct Plan {
  std::vector<PlacedTensor> tensors;
  std::vector<LayerPlan> layers;
  std::uint64_t output_bytes = 0;  // sizes of the segments
  std::uint64_t input_bytes = 0;
  std::uint64_t scratch_bytes = 0;
};

// Tensors stay resident while they fit beside a working set for those that do not; the largest go
// first. Error names the layer for which no tile fits.
Plan make_plan(const Graph& graph, const Machine& machine, bool keep_tensors);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_PLAN_H_
