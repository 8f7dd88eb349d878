// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "isa/compiler/coding.h"
#include "isa/compiler/lowering.h"
#include "isa/compiler/operands.h"
#include "isa/compiler/parameters.h"
#include "isa/compiler/ranges.h"
#include "isa/compiler/tile_geometry.h"

namespace isomer::compiler {
namespace {

class ConvolutionLowering {
 public:
  ConvolutionLowering(Lowering& lowering, int layer)
      : lowering_(lowering),
        machine_(lowering.machine),
        index_(layer),
        layer_(lowering.layer(layer)),
        op_(std::get<Convolution>(layer_.operation)),
        plan_(lowering.plan.layers[static_cast<std::size_t>(layer)]),
        tiling_(std::get<ConvolutionTiling>(plan_.tiling)),
        input_shape_(lowering.placed(layer_.inputs.front()).shape),
        shape_(convolution_shape(lowering.graph, machine_, layer, input_shape_)),
        x_(lowering, layer_.inputs.front(), shape_.rows, shape_.columns, tiling_.columns,
           plan_.x_tiles),
        r_(lowering, layer_.inputs.back(), pixel_axis(shape_.rows), pixel_axis(shape_.columns),
           tiling_.columns, plan_.r_tiles),
        y_(lowering, layer, tiling_.columns) {}

  void run() {
    for (const Tile& tile : tiles()) lower_tile(tile);
  }

 private:
  const TensorInfo& input() const { return input_of(lowering_.network, layer_); }

  // In the order of the loops.
  std::vector<Tile> tiles() const {
    std::vector<Tile> tiles;
    for (const Range& g : cut(shape_.groups_out, tiling_.groups))
      for (const Range& r : cut(shape_.rows.out, tiling_.rows))
        for (const Range& c : cut(shape_.columns.out, tiling_.columns)) tiles.push_back({r, c, g});
    const auto spatial_order = [](const Tile& a, const Tile& b) {
      return std::tie(a.rows.first, a.columns.first) < std::tie(b.rows.first, b.columns.first);
    };
    if (!tiling_.groups_outer) std::stable_sort(tiles.begin(), tiles.end(), spatial_order);
    return tiles;
  }

  void emit(const Operands& operands, const SourceLine& source) {
    lowering_.code.push_back({{operands}, source});
  }

  void lower_tile(const Tile& tile) {
    const SourceLine source{index_, tile_text(tile, machine_.columns, op_.out_channels),
                            lowering_.entry_of_tensor[static_cast<std::size_t>(layer_.output)]};
    const int acc_base = lowering_.accumulator_bank * machine_.accumulator_entries;
    lowering_.accumulator_bank ^= 1;

    for (const Range& groups : runs(tile.groups)) {
      const int offset = (groups.first - tile.groups.first) * tile.rows.count * tile.columns.count;
      const Range met = shape_.planes_met[static_cast<std::size_t>(groups.first)];
      bool first = true;
      for (const Range& i : cut_evenly(met, shape_.depthwise() ? met.count : tiling_.groups_in))
        for (const Range& ky : cut(shape_.rows.kernel, tiling_.kernel_rows))
          for (const Range& kx : cut(shape_.vectors, tiling_.vectors)) {
            emit_mac(tile, {groups, i, ky, kx}, acc_base + offset, first, source);
            first = false;
          }
    }

    const int channel = tile.groups.first * machine_.columns;
    const Range planes{channel / machine_.rows, planes_of(machine_, tile.groups.count)};
    const Local y = y_.place(tile.rows, tile.columns, planes);
    emit_post(tile, planes, y, acc_base, source);
    y_.store(y, tile.rows, tile.columns, planes, source);
  }

  // Parts of the groups that one instruction can do: they meet the same planes, or depthwise as
  // many of them.
  std::vector<Range> runs(Range groups) const {
    std::vector<Range> runs;
    for (int g = groups.first; g < groups.end(); ++g) {
      const Range& met = shape_.planes_met[static_cast<std::size_t>(g)];
      const auto joins = [&](int other) {
        const Range& theirs = shape_.planes_met[static_cast<std::size_t>(other)];
        return shape_.depthwise() ? theirs.count == met.count : theirs == met;
      };
      if (!runs.empty() && joins(runs.back().first))
        ++runs.back().count;
      else
        runs.push_back({g, 1});
    }
    return runs;
  }

  void emit_mac(const Tile& tile, const WeightBlock& block, int acc_base, bool first,
                const SourceLine& tile_source) {
    SourceLine source = tile_source;
    if (!shape_.window() && block.passes(shape_) < shape_.passes())
      source.tile +=
          fmt::format(" inputs {}:{} kernel rows {}:{} columns {}:{}", block.groups_in.first,
                      block.groups_in.end(), block.kernel_rows.first, block.kernel_rows.end(),
                      block.vectors.first, block.vectors.end());
    const Range planes =
        shape_.depthwise() ? shape_.planes_of_groups(block.groups) : block.groups_in;
    const Range loaded = tiling_.whole_input ? shape_.planes_of_groups(tile.groups) : planes;
    const Range kernel_rows =
        tiling_.whole_kernel ? Range{0, shape_.rows.kernel} : block.kernel_rows;
    const InputView x = x_.view(tile.rows, tile.columns, planes, loaded, kernel_rows, source);
    const ParameterLayout parameters = parameters_of(lowering_, index_, tile.groups, source);
    Mac mac;
    mac.w_base = weights(block, source);
    if (first) mac.bias_base = parameters.bias + block.groups.first - tile.groups.first;
    mac.decoder = static_cast<std::int32_t>(shape_.coding.decoder);
    mac.stored_bits = stored_bits_log2(shape_.coding);
    mac.decoder_argument = shape_.coding.decoder == Decoder::table
                               ? parameters.table
                               : integer_offset_field(shape_.coding);
    mac.mapping = static_cast<std::int32_t>(shape_.mapping);
    mac.mode = static_cast<std::int32_t>(first ? AccumulateMode::bias : AccumulateMode::accumulate);
    mac.bias_shift = first ? bias_shift(lowering_.network, layer_) : 0;
    mac.x_signed = input().format.is_signed ? 1 : 0;
    mac.x_base = x.local.base;
    mac.x_last = x.last_bank;
    mac.x_pitch = x.local.pitch;
    mac.in_h = x.in_h;
    mac.iy0 = x.iy0 + block.kernel_rows.first - kernel_rows.first;
    mac.out_h = tile.rows.count;
    mac.out_w = tile.columns.count;
    mac.kernel_h = block.kernel_rows.count;
    mac.kernel_w = block.vectors.count;
    mac.stride_h = op_.stride_h;
    if (shape_.packed()) {
      mac.x_base += block.vectors.first;
      mac.x_plane = op_.stride_w * input().channels;
    } else {
      mac.in_w = x.in_w;
      mac.ix0 = x.ix0 + block.vectors.first;
      mac.stride_w = op_.stride_w;
      mac.x_plane = planes.count > 1 ? x.local.plane : 0;
    }
    mac.groups_in = block.groups_in.count;
    mac.groups_out = block.groups.count;
    mac.acc_base = acc_base;
    emit(mac, source);
  }

  void emit_post(const Tile& tile, Range planes, const Local& y, int acc_base,
                 const SourceLine& source) {
    Post post;
    post.acc_base = acc_base;
    post.groups = tile.groups.count;
    post.out_h = tile.rows.count;
    post.out_w = tile.columns.count;
    post.y_base = y.base;
    post.y_last = last_bank(machine_, y, planes.count, tile.rows.count, tile.columns.count);
    post.y_pitch = y.pitch;
    post.y_plane = planes.count > 1 ? y.plane : 0;
    post.rounding = static_cast<std::int32_t>(op_.post.rounding);
    post.s1 = op_.post.shift;
    post.n1 = op_.post.narrow_bits;
    post.lo = op_.post.lo;
    post.hi = op_.post.hi;
    if (op_.post.affine) {
      post.affine = 1;
      post.affine_base = parameters_of(lowering_, index_, tile.groups, source).affine;
      post.s_b = op_.post.affine->stage.s_b;
      post.s2 = op_.post.affine->stage.s2;
      post.n2 = op_.post.affine->stage.n2;
    }
    if (op_.post.residual) add_residual(tile, planes, source, post);
    emit(post, source);
  }

  void add_residual(const Tile& tile, Range planes, const SourceLine& source, Post& post) {
    const InputView r = r_.view(tile.rows, tile.columns, planes, source);
    post.add = 1;
    post.r_base = r.local.base;
    post.r_last = r.last_bank;
    post.r_pitch = r.local.pitch;
    post.r_plane = planes.count > 1 ? r.local.plane : 0;
    post.r_signed = lowering_.tensor(layer_.inputs.back()).format.is_signed ? 1 : 0;
    post.e1 = op_.post.residual->e1;
    post.e2 = op_.post.residual->e2;
    post.s3 = op_.post.residual->s3;
  }

  // The block's first weight word, loaded unless it is still there.
  int weights(const WeightBlock& block, const SourceLine& source) {
    const std::string key = fmt::format(
        "w{} {}:{} {}:{} {}:{} {}:{}", lowering_.graph.twin(index_), block.groups.first,
        block.groups.count, block.groups_in.first, block.groups_in.count, block.kernel_rows.first,
        block.kernel_rows.count, block.vectors.first, block.vectors.count);
    if (const auto found = lowering_.weights.find(key)) return *found;
    Constants& constants = lowering_.constants;
    const std::uint64_t* known = constants.find(key);
    const std::uint64_t offset =
        known != nullptr ? *known
                         : constants.add(key, weight_bytes(machine_, lowering_.network, layer_,
                                                           input_shape_, shape_, block));
    const int words = block.words(shape_);
    const int local = lowering_.weights.allocate(key, words, following_words());
    emit(load_block(Memory::weights, kConstants, offset, local, words), {index_, source.tile, -1});
    return local;
  }

  // Of the next block at most, where blocks do not stay until they are met again.
  int following_words() const {
    const int groups = tiling_.groups_outer ? tiling_.groups : shape_.groups_out;
    if (groups * shape_.passes() * shape_.pass_words <= machine_.weight_words) return 0;
    return WeightBlock{
        {0, tiling_.groups}, {0, tiling_.groups_in}, {0, tiling_.kernel_rows}, {0, tiling_.vectors}}
        .words(shape_);
  }

  Lowering& lowering_;
  const Machine& machine_;
  int index_;
  const Layer& layer_;
  const Convolution& op_;
  const LayerPlan& plan_;
  ConvolutionTiling tiling_;
  const Shape& input_shape_;
  ConvolutionShape shape_;
  InputTiles x_;
  InputTiles r_;  // the residual, if there is one
  OutputTiles y_;
};

}  // namespace

void lower_convolution(Lowering& lowering, int layer) {
  ConvolutionLowering(lowering, layer).run();
}

}  // namespace isomer::compiler
