// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/shapes.h"

#include <numeric>

#include "isa/compiler/coding.h"
#include "isa/hardware/features.h"
#include "isa/network/weight_coding.h"

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

Shape planes_shape(const Machine& machine, const TensorInfo& tensor,
                   const std::vector<int>& parts) {
  Shape shape;
  const int widest = std::max(machine.rows, machine.columns);
  shape.planes = plane_count(machine, tensor.channels, parts);
  shape.planes_written = round_up(shape.planes * machine.rows, widest) / machine.rows;
  shape.height = tensor.height;
  shape.width = tensor.width;
  shape.pitch = round_up(tensor.width, column_alignment(machine));
  shape.plane_pitch = shape.height * shape.pitch;
  shape.parts = parts;
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
  shape.plane_pitch = shape.height * shape.pitch;
  return shape;
}

// Whether the layer reads an input of the network alone and packing it saves passes. Rows of the
// array beyond the kernel's meet neighbouring pixels, so their weights have to be zero.
bool use_packed(const Graph& graph, const Machine& machine, std::size_t index) {
  const Network& network = graph.network;
  const Layer& layer = network.layers[index];
  const auto* convolution = std::get_if<Convolution>(&layer.operation);
  const int x = layer.inputs.front();
  const TensorInfo& tensor = input_of(network, layer);
  const bool has_views = std::any_of(graph.views.begin(), graph.views.end(),
                                     [&](const View& view) { return view.parent == x; });
  if (convolution == nullptr || !graph.is_input(x) || readers(network, x) != 1 || has_views)
    return false;
  if (tensor.channels >= machine.rows || convolution->groups != 1) return false;
  const auto& coding = graph.codings[index];
  if (!coding || !weight_code(0, *coding)) return false;
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

namespace {

// Depthwise: the planes of the output group itself; else those that hold the input channels which
// the group's output channels meet.
std::vector<Range> planes_met(const Network& network, const Machine& machine, const Layer& layer,
                              const Shape& x, const ConvolutionShape& shape) {
  const auto& op = std::get<Convolution>(layer.operation);
  if (x.packed) return std::vector<Range>(static_cast<std::size_t>(shape.groups_out), Range{0, 1});
  if (op.groups == 1)
    return std::vector<Range>(static_cast<std::size_t>(shape.groups_out), Range{0, x.planes});
  const int inputs = input_of(network, layer).channels / op.groups;
  const int outputs = op.out_channels / op.groups;
  const auto lanes_in = channels_of_lanes(machine, op.groups * inputs, x.parts);
  std::vector<int> lanes_out(static_cast<std::size_t>(shape.groups_out * machine.columns), -1);
  const auto lanes = channels_of_lanes(machine, op.out_channels,
                                       is_depthwise(network, layer) ? x.parts : std::vector<int>{});
  for (std::size_t n = 0; n < std::min(lanes.size(), lanes_out.size()); ++n)
    lanes_out[n] = lanes[n];

  std::vector<Range> met;
  for (int g = 0; g < shape.groups_out; ++g) {
    const int own = g * machine.columns / machine.rows;
    if (shape.depthwise()) {
      met.push_back({own, std::clamp(machine.columns / machine.rows, 1, x.planes - own)});
      continue;
    }
    int first = x.planes, last = -1;
    for (int c = 0; c < machine.columns; ++c) {
      const int o = lanes_out[static_cast<std::size_t>(g * machine.columns + c)];
      for (std::size_t n = 0; o >= 0 && n < lanes_in.size(); ++n)
        if (lanes_in[n] >= 0 && lanes_in[n] / inputs == o / outputs) {
          first = std::min(first, static_cast<int>(n) / machine.rows);
          last = std::max(last, static_cast<int>(n) / machine.rows);
        }
    }
    met.push_back(last < 0 ? Range{0, 1} : Range{first, last - first + 1});
  }
  return met;
}

}  // namespace

int groups_out(const Machine& machine, int channels) {
  return round_up(channels, std::max(machine.rows, machine.columns)) / machine.columns;
}

int plane_count(const Machine& machine, int channels, const std::vector<int>& parts) {
  if (parts.empty()) return ceil_div(channels, machine.rows);
  int planes = 0;
  for (const int part : parts) planes += ceil_div(part, machine.rows);
  return planes;
}

std::vector<int> channels_of_lanes(const Machine& machine, int channels,
                                   const std::vector<int>& parts) {
  std::vector<int> lanes;
  int next = 0;
  for (const int part : parts.empty() ? std::vector<int>{channels} : parts) {
    for (int lane = 0; lane < round_up(part, machine.rows); ++lane)
      lanes.push_back(lane < part ? next + lane : -1);
    next += part;
  }
  return lanes;
}

bool is_depthwise(const Network& network, const Layer& layer) {
  const auto* op = std::get_if<Convolution>(&layer.operation);
  return op != nullptr && op->groups > 1 && op->groups == op->out_channels &&
         op->groups == input_of(network, layer).channels;
}

Range ConvolutionShape::planes_of_groups(Range groups) const {
  Range all = planes_met[static_cast<std::size_t>(groups.first)];
  for (int g = groups.first; g < groups.end(); ++g) {
    const Range& own = planes_met[static_cast<std::size_t>(g)];
    const int end = std::max(all.end(), own.end());
    all.first = std::min(all.first, own.first);
    all.count = end - all.first;
  }
  return all;
}

int ConvolutionShape::most_planes(int count) const {
  int most = 0;
  for (int first = 0; first < groups_out; first += count)
    most = std::max(most, planes_of_groups({first, std::min(count, groups_out - first)}).count);
  return most;
}

int ConvolutionShape::passes() const {
  return window() ? 1 : most_planes(1) * rows.kernel * vectors;
}

ConvolutionShape convolution_shape(const Graph& graph, const Machine& machine, int index,
                                   const Shape& x) {
  const Network& network = graph.network;
  const Layer& layer = network.layers[static_cast<std::size_t>(index)];
  const auto& op = std::get<Convolution>(layer.operation);
  const int channels_in = input_of(network, layer).channels;
  const bool depthwise = is_depthwise(network, layer) && machine.has_depthwise != 0;
  ConvolutionShape shape;
  shape.rows = row_axis(network, layer);
  shape.columns = column_axis(network, layer);
  if (x.packed) shape.mapping = Mapping::packed;
  if (depthwise) shape.mapping = Mapping::diagonal;
  const bool has_window =
      (available(machine, Feature::mapping) >> static_cast<int>(Mapping::window) & 1) != 0;
  if (depthwise && has_window && op.kernel_h == 3 && op.kernel_w == 3)
    shape.mapping = Mapping::window;

  shape.group_step = std::max(1, machine.rows / machine.columns);
  shape.groups_out = is_depthwise(network, layer) ? groups_out(machine, x.planes * machine.rows)
                                                  : groups_out(machine, op.out_channels);
  shape.vectors = shape.columns.kernel;
  shape.column_step = column_alignment(machine);
  if (x.packed) {
    shape.vectors = vectors_per_kernel_row(machine, shape.columns.kernel, channels_in);
    shape.column_step = packed_column_step(machine, shape.columns.stride * channels_in);
  }
  shape.coding = graph.codings[static_cast<std::size_t>(index)].value();  // checked before
  shape.pass_rows = shape.window() ? 9 : depthwise ? 1 : machine.rows;
  shape.pass_words = ceil_div(shape.pass_rows * shape.coding.stored_bits, machine.operand_bits);
  const int fixed = shape.coding.decoder == Decoder::table ? ceil_div(16, machine.columns) + 1 : 1;
  shape.most_parameter_groups = (machine.parameter_words - fixed) / (op.post.affine ? 3 : 1);
  shape.planes_met = planes_met(network, machine, layer, x, shape);
  return shape;
}

namespace {

// Nobody writes between the parts of a concat or behind the last one, and what works on stored
// tensors writes the planes that it can read.
void limit_written_planes(const Graph& graph, std::vector<Shape>& shapes) {
  const auto shape_of = [&](int tensor) -> Shape& {
    return shapes[static_cast<std::size_t>(tensor)];
  };
  const auto limit = [&](int tensor, int parent) {
    int& planes = shape_of(tensor).planes_written;
    planes = std::min(planes, shape_of(parent).planes_written);
  };
  for (std::size_t t = 0; t < shapes.size(); ++t) {
    const int parent = graph.views[t].parent;
    if (parent < 0 || shapes[t].planes == shape_of(parent).planes) continue;
    shapes[t].planes_written = shapes[t].planes;
    shape_of(parent).planes_written = shape_of(parent).planes;
  }
  for (const Layer& layer : graph.network.layers) {
    if (std::holds_alternative<Convolution>(layer.operation)) continue;
    for (const int input : layer.inputs) {
      limit(input, graph.root(input));
      limit(layer.output, input);
    }
  }
  for (std::size_t t = 0; t < shapes.size(); ++t)
    limit(static_cast<int>(t), graph.root(static_cast<int>(t)));
}

}  // namespace

std::vector<Shape> tensor_shapes(const Graph& graph, const Machine& machine, bool may_pack) {
  std::vector<Shape> shapes;
  for (std::size_t t = 0; t < graph.network.tensors.size(); ++t)
    shapes.push_back(planes_shape(machine, graph.network.tensors[t], graph.parts[t]));
  for (std::size_t index = 0; index < graph.network.layers.size(); ++index) {
    const Layer& layer = graph.network.layers[index];
    if (may_pack && use_packed(graph, machine, index))
      shapes[static_cast<std::size_t>(layer.inputs.front())] =
          packed_shape(machine, graph.network, layer);
  }
  for (std::size_t t = 0; t < shapes.size(); ++t) {
    if (graph.views[t].parent < 0) continue;
    const Shape& parent = shapes[static_cast<std::size_t>(graph.views[t].parent)];
    shapes[t].pitch = parent.pitch;
    shapes[t].plane_pitch = parent.plane_pitch;
  }
  limit_written_planes(graph, shapes);
  return shapes;
}

}  // namespace isomer::compiler
