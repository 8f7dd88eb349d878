// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "isa/compiler/cost.h"
#include "isa/compiler/tile_geometry.h"
#include "isa/compiler/tiling.h"

namespace isomer::compiler {

std::optional<PoolTiling> tile_pool(const Machine& machine, const Axis& rows, const Axis& columns,
                                    const Operand& x, const Operand& y,
                                    const Surroundings& surroundings) {
  std::optional<PoolTiling> best;
  const int planes_all = y.shape.planes;
  const double window = static_cast<double>(rows.kernel) * columns.kernel;
  const double word_bytes = machine.activation_word_bytes();
  for (const int c : tile_sizes(columns.out, column_alignment(machine), kMaxExtent)) {
    for (const int r : tile_sizes(rows.out, 1, kMaxExtent)) {
      if (!fits_fields(machine, rows, columns, x, y, r, c)) continue;
      for (const int planes : tile_sizes(planes_all, 1, kMaxExtent)) {
        const long x_words =
            static_cast<long>(planes) * input_tile_words(machine, x.shape, rows, columns, r, c, 1);
        const long y_words = output_tile_words(y.shape, r, c, planes);
        if ((!x.resident && x_words > x.words) || (!y.resident && y_words > y.words)) continue;
        const double tiles = static_cast<double>(ceil_div(rows.out, r)) * ceil_div(columns.out, c) *
                             ceil_div(planes_all, planes);
        Work work;
        work.overlapped =
            (x.resident || 2 * x_words <= x.words) && (y.resident || 2 * y_words <= y.words);
        work.compute = static_cast<double>(rows.out) * columns.out * planes_all * window +
                       tiles * kPostOverhead;
        work.last_tile = static_cast<double>(r) * c * planes * window;
        if (!x.resident) {
          const double tile_cycles =
              bus_cycles(1, static_cast<double>(x_words) * word_bytes) + kTransferLatency;
          work.load = tiles * tile_cycles;
          work.first_load = tile_cycles;
        }
        if (surroundings.stored)
          work.store =
              bus_cycles(static_cast<double>(planes_all) * rows.out, y.shape.width * word_bytes) +
              tiles * kStoreOverhead;
        const PoolTiling tiling{r, c, planes, work.cycles()};
        if (!best || tiling.cycles < best->cycles) best = tiling;
      }
    }
  }
  return best;
}

}  // namespace isomer::compiler
