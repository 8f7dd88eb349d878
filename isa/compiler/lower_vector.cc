// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/pool.h"
#include "isa/compiler/lowering.h"
#include "isa/compiler/operands.h"
#include "isa/compiler/parameters.h"
#include "isa/compiler/ranges.h"
#include "isa/compiler/tile_geometry.h"

namespace isomer::compiler {
namespace {

// One layer of the post queue that works on stored tensors.
class VectorLowering {
 public:
  VectorLowering(Lowering& lowering, int layer)
      : lowering_(lowering),
        machine_(lowering.machine),
        index_(layer),
        layer_(lowering.layer(layer)),
        plan_(lowering.plan.layers[static_cast<std::size_t>(layer)]),
        tiling_(std::get<VectorTiling>(plan_.tiling)),
        rows_(row_axis(lowering.network, layer_)),
        columns_(column_axis(lowering.network, layer_)),
        x_(lowering, layer_.inputs.front(), rows_, columns_, tiling_.columns, plan_.x_tiles),
        r_(lowering, layer_.inputs.back(), pixel_axis(rows_), pixel_axis(columns_), tiling_.columns,
           plan_.r_tiles),
        y_(lowering, layer, tiling_.columns) {}

  void run() {
    const int planes = lowering_.placed(layer_.output).shape.planes_written;
    for (const Range& p : cut(planes, tiling_.planes))
      for (const Range& r : cut(rows_.out, tiling_.rows))
        for (const Range& c : cut(columns_.out, tiling_.columns)) lower_tile({r, c, p});
  }

 private:
  void lower_tile(const Tile& tile) {
    const TensorInfo& y = lowering_.tensor(layer_.output);
    const SourceLine source{index_, tile_text(tile, machine_.rows, y.channels),
                            lowering_.entry_of_tensor[static_cast<std::size_t>(layer_.output)]};
    const Local local = y_.place(tile.rows, tile.columns, tile.groups);
    std::visit([&](const auto& operation) { emit(operation, tile, local, source); },
               layer_.operation);
    y_.store(local, tile.rows, tile.columns, tile.groups, source);
  }

  // The fields that all of them have.
  template <typename Instruction>
  Instruction begin(const Tile& tile, const InputView& x, const Local& y) const {
    Instruction out;
    out.groups = tile.groups.count;
    out.out_h = tile.rows.count;
    out.out_w = tile.columns.count;
    out.x_base = x.local.base;
    out.x_last = x.last_bank;
    out.x_pitch = x.local.pitch;
    out.x_plane = tile.groups.count > 1 ? x.local.plane : 0;
    out.y_base = y.base;
    out.y_last = last_bank(machine_, y, tile.groups.count, tile.rows.count, tile.columns.count);
    out.y_pitch = y.pitch;
    out.y_plane = tile.groups.count > 1 ? y.plane : 0;
    return out;
  }

  template <typename Pool, typename Operation>
  Pool pool(const Operation& op, const Tile& tile, const Local& y, const SourceLine& source) {
    const InputView x = x_.view(tile.rows, tile.columns, tile.groups, source);
    Pool out = begin<Pool>(tile, x, y);
    out.x_signed = is_signed(layer_.inputs.front());
    out.in_h = x.in_h;
    out.in_w = x.in_w;
    out.iy0 = x.iy0;
    out.ix0 = x.ix0;
    out.kernel_h = op.kernel_h;
    out.kernel_w = op.kernel_w;
    out.stride_h = op.stride_h;
    out.stride_w = op.stride_w;
    return out;
  }

  void emit(const MaxPool& op, const Tile& tile, const Local& y, const SourceLine& source) {
    push(pool<MaxPoolInstruction>(op, tile, y, source), source);
  }

  void emit(const AveragePool& op, const Tile& tile, const Local& y, const SourceLine& source) {
    auto out = pool<AveragePoolInstruction>(op, tile, y, source);
    const Format& format = lowering_.tensor(layer_.output).format;
    const AverageFactor factor = average_factor(std::int64_t{op.kernel_h} * op.kernel_w);
    out.multiplier = static_cast<std::int32_t>(factor.multiplier);
    out.rounding = static_cast<std::int32_t>(op.rounding);
    out.s = exponent_step() + factor.shift;
    out.y_bits = format.bits;
    out.y_signed = format.is_signed ? 1 : 0;
    push(out, source);
  }

  void emit(const Add& op, const Tile& tile, const Local& y, const SourceLine& source) {
    auto out = with_result<AddInstruction>(op, op.stage.s3, tile, y, source);
    add_operand(out, tile, source);
    out.e1 = op.stage.e1;
    out.e2 = op.stage.e2;
    push(out, source);
  }

  void emit(const Multiply& op, const Tile& tile, const Local& y, const SourceLine& source) {
    auto out = with_result<MultiplyInstruction>(op, op.shift, tile, y, source);
    add_operand(out, tile, source);
    push(out, source);
  }

  void emit(const Rescale& op, const Tile& tile, const Local& y, const SourceLine& source) {
    push(with_result<RescaleInstruction>(op, exponent_step(), tile, y, source), source);
  }

  void emit(const Lookup&, const Tile& tile, const Local& y, const SourceLine& source) {
    const InputView x = x_.view(tile.rows, tile.columns, tile.groups, source);
    auto out = begin<LookupInstruction>(tile, x, y);
    out.table_base = parameters_of(lowering_, index_, {0, 0}, source).table;
    out.y_signed = is_signed(layer_.output);
    push(out, source);
  }

  // Not among the layers of a graph, or lowered elsewhere.
  void emit(const Convolution&, const Tile&, const Local&, const SourceLine&) {}
  void emit(const Concat&, const Tile&, const Local&, const SourceLine&) {}
  void emit(const Crop&, const Tile&, const Local&, const SourceLine&) {}

  template <typename Instruction, typename Operation>
  Instruction with_result(const Operation& op, int shift, const Tile& tile, const Local& y,
                          const SourceLine& source) {
    const InputView x = x_.view(tile.rows, tile.columns, tile.groups, source);
    auto out = begin<Instruction>(tile, x, y);
    out.x_signed = is_signed(layer_.inputs.front());
    out.rounding = static_cast<std::int32_t>(op.rounding);
    out.s = shift;
    out.lo = op.lo;
    out.hi = op.hi;
    return out;
  }

  template <typename Instruction>
  void add_operand(Instruction& out, const Tile& tile, const SourceLine& source) {
    const InputView r = r_.view(tile.rows, tile.columns, tile.groups, source);
    out.r_base = r.local.base;
    out.r_last = r.last_bank;
    out.r_pitch = r.local.pitch;
    out.r_plane = tile.groups.count > 1 ? r.local.plane : 0;
    out.r_signed = is_signed(layer_.inputs.back());
  }

  int is_signed(int tensor) const { return lowering_.tensor(tensor).format.is_signed ? 1 : 0; }

  // From the input's exponent to the output's.
  int exponent_step() const {
    return lowering_.tensor(layer_.output).format.exponent -
           lowering_.tensor(layer_.inputs.front()).format.exponent;
  }

  void push(const Operands& operands, const SourceLine& source) {
    lowering_.code.push_back({{operands}, source});
  }

  Lowering& lowering_;
  const Machine& machine_;
  int index_;
  const Layer& layer_;
  const LayerPlan& plan_;
  VectorTiling tiling_;
  Axis rows_;
  Axis columns_;
  InputTiles x_;
  InputTiles r_;  // the second tensor, if there is one
  OutputTiles y_;
};

}  // namespace

void lower_vector(Lowering& lowering, int layer) { VectorLowering(lowering, layer).run(); }

}  // namespace isomer::compiler
