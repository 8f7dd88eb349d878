// SPDX-License-Identifier: Apache-2.0
//
// How each tensor of the network lies in memory words, and which layers are tiled how.

#ifndef ISA_COMPILER_SHAPES_H_
#define ISA_COMPILER_SHAPES_H_

#include <string>
#include <vector>

#include "isa/compiler/geometry.h"
#include "isa/hardware/machine.h"
#include "isa/network/network.h"

namespace isomer::compiler {

inline constexpr int kMaxPitch = 4095;   // 12-bit fields
inline constexpr int kMaxExtent = 1023;  // 10-bit fields: in_h, in_w, out_h, out_w, groups_in

// Columns whose words start on a 16-byte line are the multiples of this.
inline int column_alignment(const Machine& machine) {
  return std::max(1, 16 / machine.activation_word_bytes());
}

// One tensor in words of R channels: [plane][row][column]. The same pitches hold in device memory
// and, when the tensor is resident, in activation memory, so that whole rows move as one burst.
struct Shape {
  int planes = 1;          // ceil(channels / R): what readers need
  int planes_written = 1;  // what POST writes when C > R
  int height = 1;
  int width = 1;
  int pitch = 1;  // words from row to row; rows start on 16-byte lines
  bool packed = false;
  int pad_left = 0;  // packed: columns of zeros beside the map
  int pad_right = 0;

  int plane() const { return height * pitch; }
  std::int64_t words() const { return std::int64_t{planes_written} * plane(); }
};

// A convolution as the array sees it. `packed`: kernel_w counts vectors of R elements, one group.
struct ConvolutionShape {
  Axis rows;     // kernel rows
  Axis columns;  // kernel columns (the layer's own, packed or not)
  bool packed = false;
  int groups_in = 1;
  int groups_out = 1;
  int group_step = 1;   // output tiles start at multiples of this (a whole word of R channels)
  int vectors = 1;      // kernel_w field of the whole kernel row
  int column_step = 1;  // output columns of a tile start at multiples of this

  int passes() const { return groups_in * rows.kernel * vectors; }
};

inline const TensorInfo& input_of(const Network& network, const Layer& layer) {
  return network.tensors[static_cast<std::size_t>(layer.inputs.front())];
}
inline const TensorInfo& output_of(const Network& network, const Layer& layer) {
  return network.tensors[static_cast<std::size_t>(layer.output)];
}

Axis row_axis(const Network& network, const Layer& layer);
Axis column_axis(const Network& network, const Layer& layer);

// Output groups of C channels, padded so that whole words of R channels are written.
int groups_out(const Machine& machine, int channels);

// `packed` is what tensor_shapes() chose for the layer's input.
ConvolutionShape convolution_shape(const Network& network, const Machine& machine,
                                   const Layer& layer, bool packed);

// One per tensor of the network. With `may_pack` the network's input is packed (rows of R
// consecutive elements, kernel column by channel, instead of R channels) when that saves passes:
// it has few channels, and one convolution alone reads it.
std::vector<Shape> tensor_shapes(const Network& network, const Machine& machine, bool may_pack);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_SHAPES_H_
