// SPDX-License-Identifier: Apache-2.0
//
// Sizes of tiles in activation memory and in instruction fields.

#ifndef ISA_COMPILER_TILE_GEOMETRY_H_
#define ISA_COMPILER_TILE_GEOMETRY_H_

#include <vector>

#include "isa/compiler/shapes.h"
#include "isa/compiler/tiling.h"
#include "isa/hardware/machine.h"

namespace isomer::compiler {

// Tile sizes worth trying on an axis: for every number of tiles the smallest that gives it, as a
// multiple of `step` (the whole axis always counts), at most `limit`. Descending.
//   tile_sizes(10, 1, 9) == {5, 4, 3, 2, 1}     tile_sizes(10, 4, 10) == {10, 8, 4}
std::vector<int> tile_sizes(int extent, int step, int limit);

// Words from row to row of a streamed tile, and of all its planes.
int input_tile_pitch(const Machine& machine, const Shape& shape, const Axis& columns,
                     int tile_columns);
int output_tile_pitch(const Shape& shape, int tile_columns);
std::int64_t input_tile_words(const Machine& machine, const Shape& shape, const Axis& rows,
                              const Axis& columns, int tile_rows, int tile_columns, int planes);
std::int64_t output_tile_words(const Shape& shape, int tile_rows, int tile_columns, int planes);

// Whether in_h, in_w, x_pitch and y_pitch can hold what a tile of that size needs.
bool fits_fields(const Machine& machine, const Axis& rows, const Axis& columns, const Operand& x,
                 const Operand& y, int tile_rows, int tile_columns);

// Planes of R channels that `groups` groups of C channels fill.
inline int planes_of(const Machine& machine, int groups) {
  return ceil_div(groups * machine.columns, machine.rows);
}

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_TILE_GEOMETRY_H_
