// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "isa/compiler/cost.h"
#include "isa/compiler/tile_geometry.h"
#include "isa/compiler/tiling.h"

namespace isomer::compiler {
namespace {

constexpr int kMaxKernelField = 31;  // 5-bit fields: kernel_h, kernel_w
constexpr int kMaxGroupsOut = 255;   // 8-bit field
constexpr int kMaxWords = 65535;     // 16-bit field: words of one LOAD

// Cuts the reduction into blocks of at most `passes` passes each. The window mapping has no blocks.
void cut_reduction(const ConvolutionShape& shape, int passes, ConvolutionTiling& tiling) {
  tiling.vectors = shape.vectors;
  tiling.kernel_rows = shape.rows.kernel;
  tiling.groups_in = shape.most_planes(1);
  if (shape.window()) return;
  tiling.vectors = std::min({shape.vectors, kMaxKernelField, passes});
  tiling.kernel_rows = 1;
  if (!shape.depthwise()) tiling.groups_in = 1;
  if (tiling.vectors < shape.vectors) return;
  tiling.kernel_rows = std::min({shape.rows.kernel, kMaxKernelField, passes / shape.vectors});
  if (tiling.kernel_rows < shape.rows.kernel || shape.depthwise()) return;
  const int planes = shape.most_planes(1);
  const int most = std::min({planes, kMaxExtent, passes / (shape.rows.kernel * shape.vectors)});
  tiling.groups_in = ceil_div(planes, ceil_div(planes, most));
}

int reduction_blocks(const ConvolutionShape& shape, const ConvolutionTiling& tiling) {
  if (shape.window()) return 1;
  return ceil_div(shape.most_planes(1), tiling.groups_in) *
         ceil_div(shape.rows.kernel, tiling.kernel_rows) * ceil_div(shape.vectors, tiling.vectors);
}

// Cycles of one pass over a tile.
std::int64_t tile_pass_cycles(const ConvolutionShape& shape, int rows, int columns) {
  const int pixels = shape.window()
                         ? 3 * rows * ((columns - 1) * std::max(1, shape.columns.stride) + 3)
                         : rows * columns;
  return std::max(pixels, shape.pass_rows);
}

// Sum over the tiles of an output map.
std::int64_t map_pass_cycles(const ConvolutionShape& shape, int height, int width, int rows,
                             int columns) {
  std::int64_t sum = 0;
  for (const int h : {rows, height % rows}) {
    for (const int w : {columns, width % columns}) {
      if (h == 0 || w == 0) continue;
      const std::int64_t tiles_h = h == rows ? height / rows : 1;
      const std::int64_t tiles_w = w == columns ? width / columns : 1;
      sum += tiles_h * tiles_w * tile_pass_cycles(shape, h, w);
    }
  }
  return sum;
}

// Checks the memories and estimates the cycles of one candidate.
class ConvolutionCandidate {
 public:
  ConvolutionCandidate(const Machine& machine, const ConvolutionShape& shape, const Operand& x,
                       const std::optional<Operand>& r, const Operand& y,
                       const Surroundings& surroundings)
      : machine_(machine), shape_(shape), x_(x), r_(r), y_(y), surroundings_(surroundings) {}

  // Fills in the cut of the reduction and the estimate; false when the tile does not fit.
  bool evaluate(ConvolutionTiling& tiling) const {
    Work work;
    if (!fit_weights(tiling, work) || !fit_activations(tiling, work)) return false;
    const std::int64_t maps = std::int64_t{ceil_div(shape_.rows.out, tiling.rows)} *
                              ceil_div(shape_.columns.out, tiling.columns);
    const std::int64_t groups = ceil_div(shape_.groups_out, tiling.groups);
    add_compute(tiling, maps * groups, work);
    add_weights(tiling, maps, groups, work);
    if (!x_.resident) add_input(tiling, maps, groups, work);
    if (r_ && !r_->resident) add_residual(tiling, maps * groups, work);
    if (surroundings_.stored) add_store(maps * groups, work);
    tiling.cycles = work.cycles();
    return true;
  }

 private:
  void add_compute(const ConvolutionTiling& tiling, std::int64_t tiles, Work& work) const {
    const std::int64_t lanes = machine_.columns / machine_.post_lanes;
    const std::int64_t pixels = std::int64_t{shape_.rows.out} * shape_.columns.out;
    const std::int64_t tile_pixels = std::int64_t{tiling.rows} * tiling.columns;
    work.compute = std::int64_t{shape_.groups_out} * shape_.passes() *
                       map_pass_cycles(shape_, shape_.rows.out, shape_.columns.out, tiling.rows,
                                       tiling.columns) +
                   tiles * reduction_blocks(shape_, tiling) * mac_overhead(machine_);
    work.post = pixels * shape_.groups_out * lanes + tiles * kPostOverhead;
    work.last_tile = tile_pixels * tiling.groups * lanes + kPostOverhead;
  }

  // Blocks of weights are loaded once when all that the inner loop needs fits, else for every map.
  void add_weights(const ConvolutionTiling& tiling, std::int64_t maps, std::int64_t groups,
                   Work& work) const {
    const std::int64_t blocks = groups * reduction_blocks(shape_, tiling);
    const std::int64_t words =
        std::int64_t{shape_.passes()} * shape_.groups_out * shape_.pass_words;
    const std::int64_t inner = tiling.groups_outer ? words / groups : words;
    const std::int64_t block_cycles =
        bus_cycles(1, words / blocks * machine_.weight_word_bytes()) + kTransferLatency;
    work.load += (inner <= machine_.weight_words ? 1 : maps) * blocks * block_cycles;
    if (surroundings_.first) work.first_load += block_cycles;
  }

  void add_input(const ConvolutionTiling& tiling, std::int64_t maps, std::int64_t groups,
                 Work& work) const {
    const std::int64_t words = tile_words(tiling, 1);
    const int planes = shape_.most_planes(tiling.groups);
    const std::int64_t tile_cycles =
        bus_cycles(planes, words * machine_.activation_word_bytes()) + kTransferLatency;
    const bool stays =
        tiling.whole_input && (!tiling.groups_outer || maps == 1) && planes == x_.shape.planes;
    work.load += maps * (stays ? 1 : groups) * tile_cycles;
    work.first_load += tile_cycles;
  }

  void add_residual(const ConvolutionTiling& tiling, std::int64_t tiles, Work& work) const {
    const std::int64_t bytes = residual_words(tiling) * machine_.activation_word_bytes();
    work.load += tiles * (bus_cycles(1, bytes) + kTransferLatency);
  }

  void add_store(std::int64_t tiles, Work& work) const {
    const std::int64_t rows =
        std::int64_t{planes_of(machine_, shape_.groups_out)} * shape_.rows.out;
    const std::int64_t row_bytes = std::int64_t{y_.shape.width} * machine_.activation_word_bytes();
    work.store = bus_cycles(rows, row_bytes) + tiles * kStoreOverhead;
    if (!y_.resident) work.last_tile += work.store / tiles + kTransferLatency;
  }

  std::int64_t tile_words(const ConvolutionTiling& tiling, int planes) const {
    Axis rows = shape_.rows;
    if (!tiling.whole_kernel) rows.kernel = tiling.kernel_rows;
    return input_tile_words(machine_, x_.shape, rows, shape_.columns, tiling.rows, tiling.columns,
                            planes);
  }

  std::int64_t residual_words(const ConvolutionTiling& tiling) const {
    return input_tile_words(machine_, r_->shape, pixel_axis(shape_.rows),
                            pixel_axis(shape_.columns), tiling.rows, tiling.columns,
                            planes_of(machine_, tiling.groups));
  }

  bool fit_weights(ConvolutionTiling& tiling, Work& work) const {
    const int pass_words = shape_.pass_words * tiling.groups;
    int passes = std::min(machine_.weight_words / 2, kMaxWords) / pass_words;
    if (passes == 0) {
      passes = std::min(machine_.weight_words, kMaxWords) / pass_words;
      work.overlapped = false;
    }
    if (passes == 0) return false;
    cut_reduction(shape_, passes, tiling);
    return true;
  }

  bool fit_activations(ConvolutionTiling& tiling, Work& work) const {
    if (!x_.resident && !fit_input(tiling, work)) return false;
    if (r_ && !r_->resident) {
      const std::int64_t words = residual_words(tiling);
      if (words > r_->words) return false;
      if (2 * words > r_->words) work.overlapped = false;
    }
    if (!y_.resident) {
      const std::int64_t words = output_tile_words(y_.shape, tiling.rows, tiling.columns,
                                                   planes_of(machine_, tiling.groups));
      if (words > y_.words) return false;
      if (2 * words > y_.words) work.overlapped = false;
    }
    return true;
  }

  // Whole input tiles, else blocks of planes, else one plane under some of the kernel's rows.
  bool fit_input(ConvolutionTiling& tiling, Work& work) const {
    const int planes = shape_.most_planes(tiling.groups);
    tiling.whole_kernel = true;
    tiling.whole_input =
        planes <= kMaxExtent && (shape_.depthwise() || 2 * tile_words(tiling, planes) <= x_.words);
    if (shape_.depthwise()) {
      if (2 * tile_words(tiling, planes) > x_.words) work.overlapped = false;
      return tile_words(tiling, planes) <= x_.words;
    }
    if (tiling.whole_input) return true;
    while (tiling.groups_in > 1 && 2 * tile_words(tiling, tiling.groups_in) > x_.words)
      --tiling.groups_in;
    if (tile_words(tiling, 1) > x_.words && shape_.rows.kernel > 1) {
      tiling.whole_kernel = false;
      while (tiling.kernel_rows > 1 && 2 * tile_words(tiling, 1) > x_.words) --tiling.kernel_rows;
    }
    if (2 * tile_words(tiling, tiling.groups_in) > x_.words) work.overlapped = false;
    return tile_words(tiling, tiling.groups_in) <= x_.words;
  }

  const Machine& machine_;
  const ConvolutionShape& shape_;
  const Operand& x_;
  const std::optional<Operand>& r_;
  const Operand& y_;
  Surroundings surroundings_;
};

}  // namespace

std::optional<ConvolutionTiling> tile_convolution(const Machine& machine,
                                                  const ConvolutionShape& shape, const Operand& x,
                                                  const std::optional<Operand>& r, const Operand& y,
                                                  const Surroundings& surroundings) {
  const ConvolutionCandidate candidate(machine, shape, x, r, y, surroundings);
  const int entries = machine.accumulator_entries;
  const int most_groups = std::min({kMaxGroupsOut, entries, shape.most_parameter_groups});
  std::optional<ConvolutionTiling> best;
  for (const int columns :
       tile_sizes(shape.columns.out, shape.column_step, std::min(kMaxExtent, entries))) {
    for (const int rows : tile_sizes(shape.rows.out, 1, std::min(kMaxExtent, entries / columns))) {
      if (!fits_fields(machine, shape.rows, shape.columns, x, y, rows, columns)) continue;
      for (const int groups : tile_sizes(shape.groups_out, shape.group_step,
                                         std::min(most_groups, entries / (rows * columns)))) {
        for (const bool groups_outer : {true, false}) {
          ConvolutionTiling tiling{
              .rows = rows, .columns = columns, .groups = groups, .groups_outer = groups_outer};
          if (candidate.evaluate(tiling) && (!best || tiling.cycles < best->cycles)) best = tiling;
        }
      }
    }
  }
  return best;
}

}  // namespace isomer::compiler
