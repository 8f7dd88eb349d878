// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/operands.h"

#include <fmt/format.h>

#include "isa/compiler/tile_geometry.h"

namespace isomer::compiler {

InputTiles::InputTiles(Lowering& lowering, int tensor, const Axis& rows, const Axis& columns,
                       int tile_columns, const Stretch& stretch)
    : lowering_(lowering),
      tensor_(tensor),
      placed_(lowering.placed(tensor)),
      rows_(rows),
      columns_(columns),
      tile_columns_(tile_columns),
      stretch_(stretch),
      ring_(stretch.base, stretch.words) {}

InputView InputTiles::view(Range rows, Range columns, Range planes, Range loaded, Range kernel_rows,
                           const SourceLine& source) {
  Axis axis = rows_;
  axis.kernel = kernel_rows.count;
  axis.pad -= kernel_rows.first;
  const Reach y = reach(axis, rows);
  InputView view = placed_.base ? resident(y, reach(columns_, columns), columns, planes, source)
                                : streamed(y, columns, planes, loaded, source);
  finish(view, columns, planes);
  return view;
}

// An input of the network arrives row by row as tiles need it.
void InputTiles::load_input_rows(int end, const SourceLine& source) {
  const int root = lowering_.graph.root(tensor_);
  if (!lowering_.graph.is_input(root)) return;
  const PlacedTensor& input = lowering_.placed(root);
  end += lowering_.graph.views[static_cast<std::size_t>(tensor_)].row;
  int& have = lowering_.input_rows_loaded[root];
  if (end <= have) return;
  const Shape& shape = input.shape;
  const Box box{
      {0, shape.planes_written}, {have, end - have}, {0, shape.packed ? shape.pitch : shape.width}};
  const Local local{*input.base + have * shape.pitch, shape.pitch, shape.plane()};
  SourceLine line = source;
  line.tensor = lowering_.entry_of_tensor[static_cast<std::size_t>(root)];
  lowering_.code.push_back({{load_box(lowering_.machine, shape, input.home, box, local)}, line});
  have = end;
}

InputView InputTiles::resident(const Reach& y, const Reach& x, Range columns, Range planes,
                               const SourceLine& source) {
  const Shape& shape = placed_.shape;
  load_input_rows(y.input.end(), source);
  InputView view;
  const int channels = lowering_.tensor(tensor_).channels;
  const int column = shape.packed
                         ? columns.first * columns_.stride * channels / lowering_.machine.rows
                         : x.input.first;
  view.local = {*placed_.base + planes.first * shape.plane() + y.input.first * shape.pitch + column,
                shape.pitch, shape.plane()};
  view.in_h = y.input.count;
  view.in_w = x.input.count;
  view.iy0 = y.origin;
  view.ix0 = x.origin;
  return view;
}

InputView InputTiles::streamed(const Reach& y, Range columns, Range planes, Range loaded,
                               const SourceLine& source) {
  const Machine& machine = lowering_.machine;
  const Shape& shape = placed_.shape;
  Reach x = reach(columns_, columns, column_alignment(machine));
  if (shape.packed) {
    x = {{0, shape.pitch}, 0};
  } else if (tile_columns_ == columns_.out) {
    x = {{0, shape.width}, -columns_.pad};  // whole rows are one burst
  }
  InputView view;
  view.in_h = x.input.count == 0 ? 0 : y.input.count;
  view.in_w = x.input.count;
  view.iy0 = y.origin;
  view.ix0 = x.origin;
  view.local.pitch = input_tile_pitch(machine, shape, columns_, tile_columns_);
  view.local.plane = y.input.count * view.local.pitch;
  view.local.base = stretch_.base;
  if (view.in_h == 0) return view;

  const std::string key = fmt::format("{}:{} {}:{} {}:{}", y.input.first, y.input.count,
                                      x.input.first, x.input.count, loaded.first, loaded.count);
  if (const auto found = ring_.find(key)) {
    view.local.base = *found;
  } else {
    view.local.base = ring_.allocate(key, loaded.count * view.local.plane);
    SourceLine line = source;
    line.tensor = lowering_.entry_of_tensor[static_cast<std::size_t>(tensor_)];
    lowering_.code.push_back(
        {{load_box(machine, shape, placed_.home, {loaded, y.input, x.input}, view.local)}, line});
  }
  view.local.base += (planes.first - loaded.first) * view.local.plane;
  if (shape.packed) {
    const int channels = lowering_.tensor(tensor_).channels;
    view.local.base += columns.first * columns_.stride * channels / machine.rows;
  }
  return view;
}

void InputTiles::finish(InputView& view, Range columns, Range planes) const {
  int width = view.in_w;
  if (placed_.shape.packed) {  // two words per vector of R elements
    const int channels = lowering_.tensor(tensor_).channels;
    width = (columns.count - 1) * columns_.stride * channels / lowering_.machine.rows +
            ceil_div(columns_.kernel * channels, lowering_.machine.rows) + 1;
  }
  view.last_bank = view.in_h == 0 || width == 0
                       ? view.local.base / lowering_.machine.activation_bank_words
                       : last_bank(lowering_.machine, view.local, planes.count, view.in_h, width);
}

OutputTiles::OutputTiles(Lowering& lowering, int layer, int tile_columns)
    : lowering_(lowering),
      placed_(lowering.placed(lowering.layer(layer).output)),
      tile_columns_(tile_columns),
      ring_(lowering.plan.layers[static_cast<std::size_t>(layer)].y_tiles.base,
            lowering.plan.layers[static_cast<std::size_t>(layer)].y_tiles.words) {}

Local OutputTiles::place(Range rows, Range columns, Range planes) {
  const Shape& shape = placed_.shape;
  if (placed_.base) {
    return {*placed_.base + planes.first * shape.plane() + rows.first * shape.pitch + columns.first,
            shape.pitch, shape.plane()};
  }
  Local local;
  local.pitch = output_tile_pitch(shape, tile_columns_);
  local.plane = rows.count * local.pitch;
  local.base = ring_.allocate("", planes.count * local.plane);
  return local;
}

void OutputTiles::store(const Local& local, Range rows, Range columns, Range planes,
                        const SourceLine& source) {
  if (!placed_.stored()) return;
  planes.count = std::min(planes.end(), placed_.shape.planes_written) - planes.first;
  if (planes.count <= 0) return;
  lowering_.code.push_back(
      {{store_box(lowering_.machine, placed_.shape, placed_.home, {planes, rows, columns}, local)},
       source});
}

}  // namespace isomer::compiler
