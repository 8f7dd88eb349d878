// SPDX-License-Identifier: Apache-2.0
//
// Which tensors stay in activation memory for their whole life, and where; and what is left free
// for tiles during each layer.

#ifndef ISA_COMPILER_PLACEMENT_H_
#define ISA_COMPILER_PLACEMENT_H_

#include <optional>
#include <set>
#include <vector>

#include "isa/compiler/graph.h"
#include "isa/compiler/shapes.h"
#include "isa/hardware/machine.h"

namespace isomer::compiler {

// The layers during which a tensor is needed: from its producer (the network's input: from its
// first reader) to its last reader.
struct Life {
  int first = 0;
  int last = -1;
  bool covers(int layer) const { return first <= layer && layer <= last; }
};

// Per tensor; of a tensor with views in it: all of theirs.
std::vector<Life> lives(const Graph& graph);

// A stretch of activation memory.
struct Stretch {
  int base = 0;
  int words = 0;
};

struct Placement {
  std::vector<std::optional<int>> base;  // per tensor: first word when resident
  std::vector<Stretch> free;             // per layer: the longest stretch without residents
};

// Resident: every tensor that is not in `elsewhere`. `has_streams`: some tensors stream in tiles.
// Bases are bank starts where the memory allows, so that readers and writers of different tensors
// do not wait for each other's banks. Tensors follow each other around the memory while all fit
// like that; otherwise they alternate between its two ends, which leaves one long gap for tiles.
// Nothing when they do not fit.
std::optional<Placement> place(const Machine& machine, const std::vector<Shape>& shapes,
                               const std::vector<Life>& lives, int layers,
                               const std::set<int>& elsewhere, bool has_streams);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_PLACEMENT_H_
