// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/tiling.h"

#include <algorithm>

#include "isa/compiler/cost.h"

namespace isomer::compiler {
namespace {

constexpr int kMaxKernelField = 31;  // 5-bit fields: kernel_h, kernel_w
constexpr int kMaxGroupsOut = 255;   // 8-bit field
constexpr int kMaxWords = 65535;     // 16-bit field: words of one LOAD

// Tile sizes worth trying on an axis: for every number of tiles the smallest that gives it, as a
// multiple of `step` (the whole axis always counts), at most `limit`.
std::vector<int> candidates(int extent, int step, int limit) {
  std::vector<int> sizes;
  for (int count = 1; count <= extent;) {
    const int size = std::min(extent, round_up(ceil_div(extent, count), step));
    if (size <= limit && (sizes.empty() || sizes.back() != size)) sizes.push_back(size);
    if (size <= step) break;
    count = std::max(count + 1, ceil_div(extent, size));
  }
  return sizes;
}

// Cuts the reduction into blocks of at most `passes` passes each.
void cut_reduction(const ConvolutionShape& shape, int passes, ConvolutionTiling& tiling) {
  const int row_limit = std::min(shape.vectors, kMaxKernelField);
  tiling.vectors = std::min(row_limit, passes);
  tiling.kernel_rows = 1;
  tiling.groups_in = 1;
  if (tiling.vectors < shape.vectors) return;
  tiling.kernel_rows = std::min({shape.rows.kernel, kMaxKernelField, passes / shape.vectors});
  if (tiling.kernel_rows < shape.rows.kernel) return;
  const int most =
      std::min({shape.groups_in, kMaxExtent, passes / (shape.rows.kernel * shape.vectors)});
  tiling.groups_in = ceil_div(shape.groups_in, ceil_div(shape.groups_in, most));
}

int reduction_blocks(const ConvolutionShape& shape, const ConvolutionTiling& tiling) {
  return ceil_div(shape.groups_in, tiling.groups_in) *
         ceil_div(shape.rows.kernel, tiling.kernel_rows) * ceil_div(shape.vectors, tiling.vectors);
}

// The fields in_h, in_w, x_pitch, y_pitch hold what a tile of that size needs.
bool fits_fields(const Machine& machine, const Axis& rows, const Axis& columns, const Operand& x,
                 const Operand& y, int tile_rows, int tile_columns) {
  const int x_pitch =
      x.resident ? x.shape.pitch : input_tile_pitch(machine, x.shape, columns, tile_columns);
  const int y_pitch = y.resident ? y.shape.pitch : output_tile_pitch(y.shape, tile_columns);
  const int in_w = x.resident ? max_reach(columns, tile_columns) : x_pitch;
  return max_reach(rows, tile_rows) <= kMaxExtent && (x.shape.packed || in_w <= kMaxExtent) &&
         x_pitch <= kMaxPitch && y_pitch <= kMaxPitch;
}

// Sum over the tiles of an output map of max(pixels, rows of the array).
double pass_cycles(const Machine& machine, int height, int width, int rows, int columns) {
  double sum = 0;
  for (const int h : {rows, height % rows}) {
    for (const int w : {columns, width % columns}) {
      if (h == 0 || w == 0) continue;
      const double tiles_h = h == rows ? height / rows : 1;
      const double tiles_w = w == columns ? width / columns : 1;
      sum += tiles_h * tiles_w * std::max(h * w, machine.rows);
    }
  }
  return sum;
}

// Checks the memories and estimates the cycles of one candidate; nothing when it does not fit.
class ConvolutionCandidate {
 public:
  ConvolutionCandidate(const Machine& machine, const ConvolutionShape& shape, const Operand& x,
                       const Operand& y, bool stored)
      : machine_(machine), shape_(shape), x_(x), y_(y), stored_(stored) {}

  bool evaluate(ConvolutionTiling& tiling) const {
    Work work;
    if (!fit_weights(tiling, work) || !fit_activations(tiling, work)) return false;
    const double tiles_st = static_cast<double>(ceil_div(shape_.rows.out, tiling.rows)) *
                            ceil_div(shape_.columns.out, tiling.columns);
    const double tiles_g = ceil_div(shape_.groups_out, tiling.groups);
    const double blocks = reduction_blocks(shape_, tiling);
    const double pixels = static_cast<double>(shape_.rows.out) * shape_.columns.out;
    const double tile_pixels = static_cast<double>(tiling.rows) * tiling.columns;
    const double lanes = static_cast<double>(machine_.columns) / machine_.post_lanes;
    const double word_bytes = machine_.activation_word_bytes();

    work.compute = shape_.groups_out * shape_.passes() *
                       pass_cycles(machine_, shape_.rows.out, shape_.columns.out, tiling.rows,
                                   tiling.columns) +
                   tiles_st * tiles_g * blocks * mac_overhead(machine_);
    work.post = pixels * shape_.groups_out * lanes + tiles_st * tiles_g * kPostOverhead;
    work.last_tile = tile_pixels * tiling.groups * lanes + kPostOverhead;

    const double weight_words =
        static_cast<double>(shape_.passes()) * shape_.groups_out * machine_.rows;
    const double kept = tiling.groups_outer ? weight_words / tiles_g : weight_words;
    const double weight_rounds = kept <= machine_.weight_words ? 1 : tiles_st;
    const double block_words = weight_words / tiles_g / blocks;
    const double block_cycles =
        bus_cycles(1, block_words * machine_.weight_word_bytes()) + kTransferLatency;
    work.load = weight_rounds * tiles_g * blocks * block_cycles;
    work.first_load = block_cycles;

    if (!x_.resident) {
      const double tile_bytes =
          word_bytes * input_tile_words(machine_, x_.shape, shape_.rows, shape_.columns,
                                        tiling.rows, tiling.columns, 1);
      const double tile_cycles = bus_cycles(shape_.groups_in, tile_bytes) + kTransferLatency;
      const bool kept_tile = tiling.whole_input && (!tiling.groups_outer || tiles_st == 1);
      work.load += tiles_st * (kept_tile ? 1 : tiles_g) * tile_cycles;
      work.first_load += tile_cycles;
    }
    if (stored_) {
      const double planes = planes_of(machine_, shape_.groups_out);
      work.store = bus_cycles(planes * shape_.rows.out, y_.shape.width * word_bytes) +
                   tiles_st * tiles_g * 4;
      if (!y_.resident) work.last_tile += work.store / (tiles_st * tiles_g) + kTransferLatency;
    }
    tiling.cycles = work.cycles();
    return true;
  }

 private:
  bool fit_weights(ConvolutionTiling& tiling, Work& work) const {
    const int pass_words = machine_.rows * tiling.groups;
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
    if (!x_.resident) {
      const auto words = [&](int planes) {
        return static_cast<long>(planes) * input_tile_words(machine_, x_.shape, shape_.rows,
                                                            shape_.columns, tiling.rows,
                                                            tiling.columns, 1);
      };
      tiling.whole_input =
          shape_.groups_in <= kMaxExtent && 2 * words(shape_.groups_in) <= x_.words;
      if (!tiling.whole_input) {
        while (tiling.groups_in > 1 && 2 * words(tiling.groups_in) > x_.words) --tiling.groups_in;
        if (words(tiling.groups_in) > x_.words) return false;
        if (2 * words(tiling.groups_in) > x_.words) work.overlapped = false;
      }
    }
    if (!y_.resident) {
      const long words = output_tile_words(y_.shape, tiling.rows, tiling.columns,
                                           planes_of(machine_, tiling.groups));
      if (words > y_.words) return false;
      if (2 * words > y_.words) work.overlapped = false;
    }
    return true;
  }

  const Machine& machine_;
  const ConvolutionShape& shape_;
  const Operand& x_;
  const Operand& y_;
  bool stored_;
};

}  // namespace

int input_tile_pitch(const Machine& machine, const Shape& shape, const Axis& columns,
                     int tile_columns) {
  if (shape.packed || tile_columns == columns.out) return shape.pitch;
  const int alignment = column_alignment(machine);
  return round_up(max_reach(columns, tile_columns, alignment), alignment);
}

int output_tile_pitch(const Shape& shape, int tile_columns) {
  return tile_columns == shape.width ? shape.pitch : tile_columns;
}

int input_tile_words(const Machine& machine, const Shape& shape, const Axis& rows,
                     const Axis& columns, int tile_rows, int tile_columns, int planes) {
  return planes * max_reach(rows, tile_rows) *
         input_tile_pitch(machine, shape, columns, tile_columns);
}

int output_tile_words(const Shape& shape, int tile_rows, int tile_columns, int planes) {
  return planes * tile_rows * output_tile_pitch(shape, tile_columns);
}

std::optional<ConvolutionTiling> tile_convolution(const Machine& machine,
                                                  const ConvolutionShape& shape, const Operand& x,
                                                  const Operand& y, bool stored) {
  const ConvolutionCandidate candidate(machine, shape, x, y, stored);
  const int entries = machine.accumulator_entries;
  const int most_groups = std::min({kMaxGroupsOut, entries, machine.parameter_words});
  std::optional<ConvolutionTiling> best;
  for (const int rows : candidates(shape.rows.out, 1, std::min(kMaxExtent, entries))) {
    for (const int columns :
         candidates(shape.columns.out, shape.column_step, std::min(kMaxExtent, entries / rows))) {
      if (!fits_fields(machine, shape.rows, shape.columns, x, y, rows, columns)) continue;
      for (const int groups : candidates(shape.groups_out, shape.group_step,
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

std::optional<PoolTiling> tile_pool(const Machine& machine, const Axis& rows, const Axis& columns,
                                    const Operand& x, const Operand& y, bool stored) {
  std::optional<PoolTiling> best;
  const int planes_all = y.shape.planes;
  const double window = static_cast<double>(rows.kernel) * columns.kernel;
  const double word_bytes = machine.activation_word_bytes();
  for (const int r : candidates(rows.out, 1, kMaxExtent)) {
    for (const int c : candidates(columns.out, column_alignment(machine), kMaxExtent)) {
      if (!fits_fields(machine, rows, columns, x, y, r, c)) continue;
      for (const int planes : candidates(planes_all, 1, kMaxExtent)) {
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
        if (stored)
          work.store =
              bus_cycles(static_cast<double>(planes_all) * rows.out, y.shape.width * word_bytes) +
              tiles * 4;
        const PoolTiling tiling{r, c, planes, work.cycles()};
        if (!best || tiling.cycles < best->cycles) best = tiling;
      }
    }
  }
  return best;
}

}  // namespace isomer::compiler
