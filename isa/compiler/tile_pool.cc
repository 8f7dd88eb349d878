// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "isa/compiler/cost.h"
#include "isa/compiler/tile_geometry.h"
#include "isa/compiler/tiling.h"

namespace isomer::compiler {
namespace {

// A pool, and one way to cut it.
struct PoolCandidate {
  const Machine& machine;
  const Axis& rows;
  const Axis& columns;
  const Operand& x;
  const Operand& y;
  const Surroundings& surroundings;

  // Fills in the estimate; false when the tile does not fit.
  bool evaluate(PoolTiling& tiling) const {
    const std::int64_t x_words = input_tile_words(machine, x.shape, rows, columns, tiling.rows,
                                                  tiling.columns, tiling.planes);
    const std::int64_t y_words =
        output_tile_words(y.shape, tiling.rows, tiling.columns, tiling.planes);
    if ((!x.resident && x_words > x.words) || (!y.resident && y_words > y.words)) return false;

    const std::int64_t word_bytes = machine.activation_word_bytes();
    const std::int64_t window = std::int64_t{rows.kernel} * columns.kernel;
    const std::int64_t tiles = std::int64_t{ceil_div(rows.out, tiling.rows)} *
                               ceil_div(columns.out, tiling.columns) *
                               ceil_div(y.shape.planes, tiling.planes);
    Work work;
    work.overlapped =
        (x.resident || 2 * x_words <= x.words) && (y.resident || 2 * y_words <= y.words);
    work.compute =
        std::int64_t{rows.out} * columns.out * y.shape.planes * window + tiles * kPostOverhead;
    work.last_tile = std::int64_t{tiling.rows} * tiling.columns * tiling.planes * window;
    if (!x.resident) {
      work.first_load = bus_cycles(1, x_words * word_bytes) + kTransferLatency;
      work.load = tiles * work.first_load;
    }
    if (surroundings.stored)
      work.store = bus_cycles(std::int64_t{y.shape.planes} * rows.out, y.shape.width * word_bytes) +
                   tiles * kStoreOverhead;
    tiling.cycles = work.cycles();
    return true;
  }
};

}  // namespace

std::optional<PoolTiling> tile_pool(const Machine& machine, const Axis& rows, const Axis& columns,
                                    const Operand& x, const Operand& y,
                                    const Surroundings& surroundings) {
  const PoolCandidate candidate{machine, rows, columns, x, y, surroundings};
  std::optional<PoolTiling> best;
  for (const int c : tile_sizes(columns.out, column_alignment(machine), kMaxExtent)) {
    for (const int r : tile_sizes(rows.out, 1, kMaxExtent)) {
      if (!fits_fields(machine, rows, columns, x, y, r, c)) continue;
      for (const int planes : tile_sizes(y.shape.planes, 1, kMaxExtent)) {
        PoolTiling tiling{.rows = r, .columns = c, .planes = planes};
        if (candidate.evaluate(tiling) && (!best || tiling.cycles < best->cycles)) best = tiling;
      }
    }
  }
  return best;
}

}  // namespace isomer::compiler
