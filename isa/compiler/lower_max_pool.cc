// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/lowering.h"
#include "isa/compiler/operands.h"
#include "isa/compiler/ranges.h"

namespace isomer::compiler {
namespace {

void lower_tile(Lowering& lowering, int index, const Tile& tile, InputTiles& x, OutputTiles& y) {
  const Network& network = lowering.network;
  const Layer& layer = network.layers[static_cast<std::size_t>(index)];
  const auto& op = std::get<MaxPool>(layer.operation);
  const TensorInfo& input = input_of(network, layer);
  const SourceLine source{index, tile_text(tile, lowering.machine.rows, input.channels),
                          lowering.entry_of_tensor[static_cast<std::size_t>(layer.output)]};
  const InputView view = x.view(tile.rows, tile.columns, tile.groups, tile.groups, source);
  const Local local = y.place(tile.rows, tile.columns, tile.groups);

  MaxPoolInstruction pool;
  pool.x_base = view.local.base;
  pool.x_last = view.last_bank;
  pool.x_pitch = view.local.pitch;
  pool.x_plane = tile.groups.count > 1 ? view.local.plane : 0;
  pool.x_signed = input.format.is_signed ? 1 : 0;
  pool.in_h = view.in_h;
  pool.in_w = view.in_w;
  pool.iy0 = view.iy0;
  pool.ix0 = view.ix0;
  pool.out_h = tile.rows.count;
  pool.out_w = tile.columns.count;
  pool.kernel_h = op.kernel_h;
  pool.kernel_w = op.kernel_w;
  pool.stride_h = op.stride_h;
  pool.stride_w = op.stride_w;
  pool.groups = tile.groups.count;
  pool.y_base = local.base;
  pool.y_last =
      last_bank(lowering.machine, local, tile.groups.count, tile.rows.count, tile.columns.count);
  pool.y_pitch = local.pitch;
  pool.y_plane = tile.groups.count > 1 ? local.plane : 0;
  lowering.code.push_back({{pool}, source});
  y.store(local, tile.rows, tile.columns, tile.groups, source);
}

}  // namespace

void lower_max_pool(Lowering& lowering, int index) {
  const auto i = static_cast<std::size_t>(index);
  const Layer& layer = lowering.network.layers[i];
  const auto tiling = std::get<PoolTiling>(lowering.plan.layers[i].tiling);
  const Axis rows = row_axis(lowering.network, layer);
  const Axis columns = column_axis(lowering.network, layer);
  const auto& output = lowering.plan.tensors[static_cast<std::size_t>(layer.output)];
  InputTiles x(lowering, index, rows, columns, tiling.columns);
  OutputTiles y(lowering, index, tiling.columns);
  for (const Range& planes : cut(output.shape.planes, tiling.planes))
    for (const Range& r : cut(rows.out, tiling.rows))
      for (const Range& c : cut(columns.out, tiling.columns))
        lower_tile(lowering, index, {r, c, planes}, x, y);
}

}  // namespace isomer::compiler
