// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "isa/compiler/biases.h"
#include "isa/compiler/lowering.h"
#include "isa/compiler/operands.h"
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
        layer_(lowering.network.layers[static_cast<std::size_t>(layer)]),
        op_(std::get<Convolution>(layer_.operation)),
        shape_(convolution_shape(
            lowering.network, machine_, layer_,
            lowering.plan.tensors[static_cast<std::size_t>(layer_.inputs.front())].shape.packed)),
        tiling_(std::get<ConvolutionTiling>(
            lowering.plan.layers[static_cast<std::size_t>(layer)].tiling)),
        x_(lowering, layer, shape_.rows, shape_.columns, tiling_.columns),
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

    bool first = true;
    for (const Range& i : cut(shape_.groups_in, tiling_.groups_in))
      for (const Range& ky : cut(shape_.rows.kernel, tiling_.kernel_rows))
        for (const Range& kx : cut(shape_.vectors, tiling_.vectors)) {
          emit_mac(tile, {tile.groups, i, ky, kx}, acc_base, first, source);
          first = false;
        }

    const int channel = tile.groups.first * machine_.columns;
    const Range planes{channel / machine_.rows, planes_of(machine_, tile.groups.count)};
    const Local y = y_.place(tile.rows, tile.columns, planes);
    emit_post(tile, planes, y, acc_base, source);
    y_.store(y, tile.rows, tile.columns, planes, source);
  }

  void emit_mac(const Tile& tile, const WeightBlock& block, int acc_base, bool first,
                const SourceLine& tile_source) {
    SourceLine source = tile_source;
    if (block.passes() < shape_.passes())
      source.tile +=
          fmt::format(" inputs {}:{} kernel rows {}:{} columns {}:{}", block.groups_in.first,
                      block.groups_in.end(), block.kernel_rows.first, block.kernel_rows.end(),
                      block.vectors.first, block.vectors.end());
    const Range all{0, shape_.groups_in};
    const InputView x = x_.view(tile.rows, tile.columns, block.groups_in,
                                tiling_.whole_input ? all : block.groups_in, source);
    Mac mac;
    mac.w_base = weights(block, source);
    if (first) mac.bias_base = bias_word(lowering_, index_, tile.groups, source);
    mac.mode = static_cast<std::int32_t>(first ? AccumulateMode::bias : AccumulateMode::accumulate);
    mac.bias_shift = first ? bias_shift(lowering_.network, layer_) : 0;
    mac.x_signed = input().format.is_signed ? 1 : 0;
    mac.x_base = x.local.base;
    mac.x_last = x.last_bank;
    mac.x_pitch = x.local.pitch;
    mac.in_h = x.in_h;
    mac.iy0 = x.iy0 + block.kernel_rows.first;
    mac.out_h = tile.rows.count;
    mac.out_w = tile.columns.count;
    mac.kernel_h = block.kernel_rows.count;
    mac.kernel_w = block.vectors.count;
    mac.stride_h = op_.stride_h;
    if (shape_.packed) {
      mac.mapping = static_cast<std::int32_t>(Mapping::packed);
      mac.x_base += block.vectors.first;
      mac.x_plane = op_.stride_w * input().channels;
    } else {
      mac.in_w = x.in_w;
      mac.ix0 = x.ix0 + block.vectors.first;
      mac.stride_w = op_.stride_w;
      mac.x_plane = block.groups_in.count > 1 ? x.local.plane : 0;
    }
    mac.groups_in = block.groups_in.count;
    mac.groups_out = tile.groups.count;
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
    post.lo = op_.post.lo;
    post.hi = op_.post.hi;
    emit(post, source);
  }

  // The block's first weight word, loaded unless it is still there.
  int weights(const WeightBlock& block, const SourceLine& source) {
    const std::string key =
        fmt::format("w{} {} {} {} {}", index_, block.groups.first, block.groups_in.first,
                    block.kernel_rows.first, block.vectors.first);
    if (const auto found = lowering_.weights.find(key)) return *found;
    Constants& constants = lowering_.constants;
    const std::uint64_t* known = constants.find(key);
    const std::uint64_t offset =
        known != nullptr
            ? *known
            : constants.add(key, weight_bytes(machine_, layer_, shape_, input().channels, block));
    const int words = block.words(machine_);
    const int local = lowering_.weights.allocate(key, words);
    emit(load_block(Memory::weights, kConstants, offset, local, words), {index_, source.tile, -1});
    return local;
  }

  Lowering& lowering_;
  const Machine& machine_;
  int index_;
  const Layer& layer_;
  const Convolution& op_;
  ConvolutionShape shape_;
  ConvolutionTiling tiling_;
  InputTiles x_;
  OutputTiles y_;
};

}  // namespace

void lower_convolution(Lowering& lowering, int layer) {
  ConvolutionLowering(lowering, layer).run();
}

}  // namespace isomer::compiler
