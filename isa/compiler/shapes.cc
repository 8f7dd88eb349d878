// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/shapes.h"

#include <numeric>

namespace isomer::compiler {
namespace {

int readers(const Network& network, int tensor) {
  int count = 0;
  for (const Layer& layer : network.layers)
    count += static_cast<int>(std::count(layer.inputs.begin(), layer.inputs.end(), tensor));
  return count;
}

int vectors_per_kernel_row(const Machine& machine, int kernel_w, int channels) {
  return ceil_div(kernel_w * channels, machine.rows);
}

// Output columns of a tile start at multiples of this: at a whole word of the input row, whose
// elements per column are given, and at a line of the output row.
int packed_column_step(const Machine& machine, int elements) {
  return std::lcm(column_alignment(machine), machine.rows / std::gcd(machine.rows, elements));
}

Shape planes_shape(const Machine& machine, const TensorInfo& tensor) {
  Shape shape;
  const int widest = std::max(machine.rows, machine.columns);
  shape.planes = ceil_div(tensor.channels, machine.rows);
  shape.planes_written = round_up(tensor.channels, widest) / machine.rows;
  shape.height = tensor.height;
  shape.width = tensor.width;
  shape.pitch = round_up(tensor.width, column_alignment(machine));
  return shape;
}

// Rows of interleaved pixels with their horizontal padding. A vector is read from two neighbouring
// words, so a row extends one word past the last vector's first.
Shape packed_shape(const Machine& machine, const Network& network, const Layer& layer) {
  const auto& convolution = std::get<Convolution>(layer.operation);
  const TensorInfo& tensor = input_of(network, layer);
  const Axis columns = column_axis(network, layer);
  Shape shape;
  shape.packed = true;
  shape.height = tensor.height;
  shape.width = tensor.width;
  shape.pad_left = convolution.padding.left;
  shape.pad_right = convolution.padding.right;
  const int row_elements = (shape.pad_left + shape.width + shape.pad_right) * tensor.channels;
  const int last_vector = (columns.out - 1) * columns.stride * tensor.channels / machine.rows;
  const int words =
      last_vector + 1 + vectors_per_kernel_row(machine, columns.kernel, tensor.channels);
  shape.pitch =
      round_up(std::max(ceil_div(row_elements, machine.rows), words), column_alignment(machine));
  return shape;
}

// Whether the layer reads the network's input alone and packing it saves passes.
bool use_packed(const Network& network, const Machine& machine, const Layer& layer) {
  const auto* convolution = std::get_if<Convolution>(&layer.operation);
  const TensorInfo& tensor = input_of(network, layer);
  if (convolution == nullptr || layer.inputs.front() != 0 || readers(network, 0) != 1) return false;
  if (tensor.channels >= machine.rows) return false;
  const int vectors = vectors_per_kernel_row(machine, convolution->kernel_w, tensor.channels);
  if (vectors >= convolution->kernel_w) return false;
  return packed_shape(machine, network, layer).pitch <= kMaxPitch &&
         packed_column_step(machine, convolution->stride_w * tensor.channels) <=
             machine.accumulator_entries;
}

}  // namespace

Axis row_axis(const Network& network, const Layer& layer) {
  const int in = input_of(network, layer).height;
  const int out = output_of(network, layer).height;
  return std::visit(
      [&](const auto& op) {
        if constexpr (requires { op.kernel_h; })
          return Axis{in, out, op.kernel_h, op.stride_h, op.padding.top};
        return Axis{in, out, 1, 1, 0};
      },
      layer.operation);
}

Axis column_axis(const Network& network, const Layer& layer) {
  const int in = input_of(network, layer).width;
  const int out = output_of(network, layer).width;
  return std::visit(
      [&](const auto& op) {
        if constexpr (requires { op.kernel_w; })
          return Axis{in, out, op.kernel_w, op.stride_w, op.padding.left};
        return Axis{in, out, 1, 1, 0};
      },
      layer.operation);
}

int groups_out(const Machine& machine, int channels) {
  return round_up(channels, std::max(machine.rows, machine.columns)) / machine.columns;
}

ConvolutionShape convolution_shape(const Network& network, const Machine& machine,
                                   const Layer& layer, bool packed) {
  const int channels_in = input_of(network, layer).channels;
  const int channels_out = output_of(network, layer).channels;
  ConvolutionShape shape;
  shape.rows = row_axis(network, layer);
  shape.columns = column_axis(network, layer);
  shape.packed = packed;
  shape.group_step = std::max(1, machine.rows / machine.columns);
  shape.groups_out = groups_out(machine, channels_out);
  shape.column_step = column_alignment(machine);
  if (shape.packed) {
    shape.vectors = vectors_per_kernel_row(machine, shape.columns.kernel, channels_in);
    shape.column_step = packed_column_step(machine, shape.columns.stride * channels_in);
  } else {
    shape.groups_in = ceil_div(channels_in, machine.rows);
    shape.vectors = shape.columns.kernel;
  }
  return shape;
}

std::vector<Shape> tensor_shapes(const Network& network, const Machine& machine, bool may_pack) {
  std::vector<Shape> shapes;
  for (const TensorInfo& tensor : network.tensors) shapes.push_back(planes_shape(machine, tensor));
  for (const Layer& layer : network.layers) {
    if (may_pack && use_packed(network, machine, layer))
      shapes[static_cast<std::size_t>(layer.inputs.front())] =
          packed_shape(machine, network, layer);
  }
  return shapes;
}

}  // namespace isomer::compiler
