// SPDX-License-Identifier: Apache-2.0
//
// How a layer is cut into tiles that fit the local memories: an exhaustive search over tile shapes
// with a cost model of a few lines.

#ifndef ISA_COMPILER_TILING_H_
#define ISA_COMPILER_TILING_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "isa/compiler/shapes.h"
#include "isa/hardware/machine.h"

namespace isomer::compiler {

// Activation memory of one operand during a layer: resident, or `words` for the tiles of a tensor
// that streams through.
struct Operand {
  Shape shape;
  bool resident = true;
  int words = 0;
};

// What else the estimate needs to know about a layer.
struct Surroundings {
  bool first = true;   // nothing runs before that its weights could be loaded behind
  bool stored = true;  // its output also goes to device memory
};

struct ConvolutionTiling {
  // Output tile; tiles at the far edges are smaller.
  int rows = 1;
  int columns = 1;
  int groups = 1;
  // Block of the reduction that one mac instruction covers. Smaller than the layer's when weights
  // or inputs do not fit; kernel rows are cut only when one input group does not fit, vectors of a
  // kernel row only when one kernel row does not.
  int groups_in = 1;
  int kernel_rows = 1;
  int vectors = 1;
  // A streamed input tile holds every input group, or only those of the block.
  bool whole_input = true;
  // It holds what the whole kernel reads, or only what the block's kernel rows read.
  bool whole_kernel = true;
  // The outer loop runs over groups of output channels (weights stay) or over rows and columns
  // (input tiles stay).
  bool groups_outer = true;
  std::int64_t cycles = 0;  // estimate
};

// `r` is the residual. The cheapest tiling, the first of equals; nothing when no tile fits.
std::optional<ConvolutionTiling> tile_convolution(const Machine& machine,
                                                  const ConvolutionShape& shape, const Operand& x,
                                                  const std::optional<Operand>& r, const Operand& y,
                                                  const Surroundings& surroundings);

// Pools and what works on stored tensors.
struct VectorTiling {
  int rows = 1;
  int columns = 1;
  int planes = 1;
  std::int64_t cycles = 0;  // estimate
};

// Words x are read under windows, words r (if there are any) one by one; `word_cycles` is what the
// unit needs for a word of y.
struct VectorShape {
  Axis rows;
  Axis columns;
  std::int64_t word_cycles = 1;
};

std::optional<VectorTiling> tile_vector(const Machine& machine, const VectorShape& shape,
                                        const Operand& x, const std::optional<Operand>& r,
                                        const Operand& y, const Surroundings& surroundings);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_TILING_H_
