// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "isa/compiler/cost.h"
#include "isa/compiler/tile_geometry.h"
#include "isa/compiler/tiling.h"

namespace isomer::compiler {
namespace {

// One way to cut an operation.
struct VectorCandidate {
  const Machine& machine;
  const VectorShape& shape;
  const Operand& x;
  const std::optional<Operand>& r;
  const Operand& y;
  const Surroundings& surroundings;

  // Fills in the estimate; false when the tile does not fit.
  bool evaluate(VectorTiling& tiling) const {
    const std::int64_t x_words = input_tile_words(machine, x.shape, shape.rows, shape.columns,
                                                  tiling.rows, tiling.columns, tiling.planes);
    const std::int64_t y_words =
        output_tile_words(y.shape, tiling.rows, tiling.columns, tiling.planes);
    const std::int64_t r_words =
        r ? input_tile_words(machine, r->shape, pixel_axis(shape.rows), pixel_axis(shape.columns),
                             tiling.rows, tiling.columns, tiling.planes)
          : 0;
    const auto fits = [](const Operand& operand, std::int64_t words) {
      return operand.resident || words <= operand.words;
    };
    if (!fits(x, x_words) || !fits(y, y_words) || (r && !fits(*r, r_words))) return false;

    const std::int64_t word_bytes = machine.activation_word_bytes();
    const int planes = y.shape.planes_written;
    const std::int64_t tiles = std::int64_t{ceil_div(shape.rows.out, tiling.rows)} *
                               ceil_div(shape.columns.out, tiling.columns) *
                               ceil_div(planes, tiling.planes);
    const std::int64_t words = std::int64_t{shape.rows.out} * shape.columns.out * planes;
    Work work;
    work.overlapped = fits(x, 2 * x_words) && fits(y, 2 * y_words) && (!r || fits(*r, 2 * r_words));
    work.compute = words * shape.word_cycles + tiles * kPostOverhead;
    work.last_tile = std::int64_t{tiling.rows} * tiling.columns * tiling.planes * shape.word_cycles;
    const std::int64_t loaded = (x.resident ? 0 : x_words) + (!r || r->resident ? 0 : r_words);
    if (loaded > 0) {
      work.first_load = bus_cycles(1, loaded * word_bytes) + kTransferLatency;
      work.load = tiles * work.first_load;
    }
    if (surroundings.stored)
      work.store = bus_cycles(std::int64_t{planes} * shape.rows.out, y.shape.width * word_bytes) +
                   tiles * kStoreOverhead;
    tiling.cycles = work.cycles();
    return true;
  }
};

}  // namespace

std::optional<VectorTiling> tile_vector(const Machine& machine, const VectorShape& shape,
                                        const Operand& x, const std::optional<Operand>& r,
                                        const Operand& y, const Surroundings& surroundings) {
  const VectorCandidate candidate{machine, shape, x, r, y, surroundings};
  std::optional<VectorTiling> best;
  for (const int c : tile_sizes(shape.columns.out, column_alignment(machine), kMaxExtent)) {
    for (const int rows : tile_sizes(shape.rows.out, 1, kMaxExtent)) {
      if (!fits_fields(machine, shape.rows, shape.columns, x, y, rows, c)) continue;
      for (const int planes : tile_sizes(y.shape.planes_written, 1, kMaxExtent)) {
        VectorTiling tiling{.rows = rows, .columns = c, .planes = planes};
        if (candidate.evaluate(tiling) && (!best || tiling.cycles < best->cycles)) best = tiling;
      }
    }
  }
  return best;
}

}  // namespace isomer::compiler
