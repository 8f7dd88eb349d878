// SPDX-License-Identifier: Apache-2.0
//
// How each tensor of the network lies in memory words, and which layers are tiled how.

#ifndef ISA_COMPILER_SHAPES_H_
#define ISA_COMPILER_SHAPES_H_

#include <string>
#include <vector>

#include "isa/compiler/geometry.h"
#include "isa/compiler/graph.h"
#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
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
  int planes_written = 1;  // of a layer's output; more when POST writes groups of C > R channels
  int height = 1;
  int width = 1;
  int pitch = 1;        // words from row to row; rows start on 16-byte lines
  int plane_pitch = 1;  // words from plane to plane
  bool packed = false;
  int pad_left = 0;  // packed: columns of zeros beside the map
  int pad_right = 0;
  std::vector<int> parts = {};  // channels of each part, which start on words; empty: one part

  int plane() const { return plane_pitch; }
  std::int64_t words() const { return std::int64_t{planes_written} * plane(); }
};

// Planes of R channels that a tensor of those parts fills.
int plane_count(const Machine& machine, int channels, const std::vector<int>& parts);

// The channel in each lane (plane * R + element) of a tensor, -1 where there is none.
std::vector<int> channels_of_lanes(const Machine& machine, int channels,
                                   const std::vector<int>& parts);

// A convolution as the array sees it.
struct ConvolutionShape {
  Axis rows;     // kernel rows
  Axis columns;  // kernel columns (the layer's own, packed or not)
  Mapping mapping = Mapping::plain;
  int groups_out = 1;
  int group_step = 1;   // output tiles start at multiples of this (a whole word of R channels)
  int vectors = 1;      // kernel_w field of the whole kernel row
  int column_step = 1;  // output columns of a tile start at multiples of this
  WeightCoding coding;  // of the weights in memory
  int pass_words = 1;   // weight words of a pass
  int pass_rows = 1;    // rows of the array that a pass loads
  int most_parameter_groups = 1;       // of a tile: what parameter memory holds
  std::vector<Range> planes_met = {};  // planes of the input that each output group reads

  bool packed() const { return mapping == Mapping::packed; }
  bool window() const { return mapping == Mapping::window; }
  bool depthwise() const { return window() || mapping == Mapping::diagonal; }
  // The planes that several output groups read, from the first one's to the last one's.
  Range planes_of_groups(Range groups) const;
  // The most planes that `count` groups of a tile read, and that one group reads.
  int most_planes(int count) const;
  // Passes of one output group at most.
  int passes() const;
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

// Whether every output channel meets the input channel of its own number alone.
bool is_depthwise(const Network& network, const Layer& layer);

// Of a layer of the graph; `x` is what tensor_shapes() chose for its input.
ConvolutionShape convolution_shape(const Graph& graph, const Machine& machine, int layer,
                                   const Shape& x);

// One per tensor of the graph; views have the pitches of their parents. With `may_pack` the
// network's input is packed (rows of R consecutive elements, kernel column by channel, instead of R
// channels) when that saves passes: it has few channels, and one convolution alone reads it.
std::vector<Shape> tensor_shapes(const Graph& graph, const Machine& machine, bool may_pack);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_SHAPES_H_
