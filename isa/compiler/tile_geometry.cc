// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/tile_geometry.h"

#include <algorithm>

namespace isomer::compiler {

std::vector<int> tile_sizes(int extent, int step, int limit) {
  std::vector<int> sizes;
  for (int count = 1; count <= extent;) {
    const int size = std::min(extent, round_up(ceil_div(extent, count), step));
    if (size <= limit && (sizes.empty() || sizes.back() != size)) sizes.push_back(size);
    if (size <= step) break;
    count = std::max(count + 1, ceil_div(extent, size));
  }
  return sizes;
}

int input_tile_pitch(const Machine& machine, const Shape& shape, const Axis& columns,
                     int tile_columns) {
  if (shape.packed || tile_columns == columns.out) return shape.pitch;
  const int alignment = column_alignment(machine);
  return round_up(max_reach(columns, tile_columns, alignment), alignment);
}

int output_tile_pitch(const Shape& shape, int tile_columns) {
  return tile_columns == shape.width ? shape.pitch : tile_columns;
}

std::int64_t input_tile_words(const Machine& machine, const Shape& shape, const Axis& rows,
                              const Axis& columns, int tile_rows, int tile_columns, int planes) {
  return std::int64_t{planes} * max_reach(rows, tile_rows) *
         input_tile_pitch(machine, shape, columns, tile_columns);
}

std::int64_t output_tile_words(const Shape& shape, int tile_rows, int tile_columns, int planes) {
  return std::int64_t{planes} * tile_rows * output_tile_pitch(shape, tile_columns);
}

bool fits_fields(const Machine& machine, const Axis& rows, const Axis& columns, const Operand& x,
                 const Operand& y, int tile_rows, int tile_columns) {
  const int x_pitch =
      x.resident ? x.shape.pitch : input_tile_pitch(machine, x.shape, columns, tile_columns);
  const int y_pitch = y.resident ? y.shape.pitch : output_tile_pitch(y.shape, tile_columns);
  const int in_w = x.resident ? max_reach(columns, tile_columns) : x_pitch;
  return max_reach(rows, tile_rows) <= kMaxExtent && (x.shape.packed || in_w <= kMaxExtent) &&
         x_pitch <= kMaxPitch && y_pitch <= kMaxPitch;
}

}  // namespace isomer::compiler
