// SPDX-License-Identifier: Apache-2.0
//
// The activation operands of a tile: where it reads its input and writes its output, with the LOAD
// or STORE that a tensor in device memory needs.

#ifndef ISA_COMPILER_OPERANDS_H_
#define ISA_COMPILER_OPERANDS_H_

#include "isa/compiler/lowering.h"

namespace isomer::compiler {

// The input of a tile as the x fields of an instruction describe it.
struct InputView {
  Local local;   // of the first existing row, column and requested plane
  int in_h = 0;  // rows and columns that exist
  int in_w = 0;
  int iy0 = 0;
  int ix0 = 0;
  int last_bank = 0;
};

class InputTiles {
 public:
  // Tiles of a tensor that streams lie in `stretch`; `tile_columns` is the nominal width of the
  // layer's output tiles.
  InputTiles(Lowering& lowering, int tensor, const Axis& rows, const Axis& columns,
             int tile_columns, const Stretch& stretch);

  // What the outputs `rows` x `columns` read of `planes` under the kernel rows `kernel_rows`, the
  // origin at the first of these. For a tensor in device memory the tile `loaded` (which holds
  // `planes`) is loaded unless it is still there.
  InputView view(Range rows, Range columns, Range planes, Range loaded, Range kernel_rows,
                 const SourceLine& source);
  // The same under the whole kernel, `planes` alone loaded.
  InputView view(Range rows, Range columns, Range planes, const SourceLine& source) {
    return view(rows, columns, planes, planes, {0, rows_.kernel}, source);
  }

 private:
  void load_input_rows(int end, const SourceLine& source);
  InputView resident(const Reach& y, const Reach& x, Range columns, Range planes,
                     const SourceLine& source);
  InputView streamed(const Reach& y, Range columns, Range planes, Range loaded,
                     const SourceLine& source);
  void finish(InputView& view, Range columns, Range planes) const;

  Lowering& lowering_;
  int tensor_;
  const PlacedTensor& placed_;
  Axis rows_;
  Axis columns_;
  int tile_columns_;
  Stretch stretch_;
  Ring ring_;
};

class OutputTiles {
 public:
  OutputTiles(Lowering& lowering, int layer, int tile_columns);

  // Where the tile's `planes` (all that are written) go.
  Local place(Range rows, Range columns, Range planes);

  // Emits the STORE of a tile that place() returned, if the tensor has a home.
  void store(const Local& local, Range rows, Range columns, Range planes, const SourceLine& source);

 private:
  Lowering& lowering_;
  const PlacedTensor& placed_;
  int tile_columns_;
  Ring ring_;
};

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_OPERANDS_H_
