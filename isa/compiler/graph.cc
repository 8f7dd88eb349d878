// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "isa/compiler/coding.h"
#include "isa/compiler/shapes.h"

namespace isomer::compiler {
namespace {

constexpr int kMaxStrideField = 15;  // 4 bits

const TensorInfo& tensor(const Network& network, int index) {
  return network.tensors[static_cast<std::size_t>(index)];
}

// Whether one instruction can do the layer for images stacked in rows.
bool is_stackable(const Network& network, const Layer& layer) {
  const TensorInfo& y = tensor(network, layer.output);
  const TensorInfo& x = tensor(network, layer.inputs.front());
  if (y.height != 1 || y.width != 1) return false;
  if (const auto* op = std::get_if<Convolution>(&layer.operation))
    return op->kernel_h == x.height && op->kernel_w == x.width && x.height <= kMaxStrideField &&
           op->padding == Padding{};
  const bool is_pixelwise = std::holds_alternative<Add>(layer.operation) ||
                            std::holds_alternative<Multiply>(layer.operation) ||
                            std::holds_alternative<Rescale>(layer.operation) ||
                            std::holds_alternative<Lookup>(layer.operation);
  return is_pixelwise && x.height == 1 && x.width == 1;
}

class GraphBuilder {
 public:
  GraphBuilder(const Network& network, const Machine& machine, int batch)
      : source_(network), machine_(machine) {
    graph_.batch = batch;
    graph_.network.name = network.name;
    tail_ = network.layers.size();
    if (batch > 1)
      while (tail_ > 0 && is_stackable(network, network.layers[tail_ - 1])) --tail_;
    find_stacked();
  }

  Graph build() {
    add_tensors();
    find_codings();
    for (int image = 0; image < graph_.batch; ++image) {
      for (std::size_t l = 0; l < tail_; ++l) add_layer(static_cast<int>(l), image);
      if (image == 0) graph_.image_layers = static_cast<int>(graph_.network.layers.size());
    }
    for (std::size_t l = tail_; l < source_.layers.size(); ++l) add_layer(static_cast<int>(l), -1);
    for (View& view : graph_.views) resolve(view);
    graph_.result = of(source_.layers.back().output, 0);
    return std::move(graph_);
  }

 private:
  // Tensors that the tail writes, and those it reads from the layers before.
  void find_stacked() {
    for (std::size_t l = tail_; l < source_.layers.size(); ++l) {
      const Layer& layer = source_.layers[l];
      stacked_.insert(layer.output);
      stacked_.insert(layer.inputs.begin(), layer.inputs.end());
    }
    for (std::size_t l = 0; l < tail_; ++l) {
      const Layer& layer = source_.layers[l];
      per_image_.insert(layer.output);
      per_image_.insert(layer.inputs.begin(), layer.inputs.end());
    }
  }

  int add_tensor(TensorInfo info, int origin, int image, std::vector<int> parts) {
    graph_.network.tensors.push_back(std::move(info));
    graph_.views.emplace_back();
    graph_.parts.push_back(std::move(parts));
    graph_.tensor_of.push_back(origin);
    graph_.image_of.push_back(image);
    return static_cast<int>(graph_.network.tensors.size()) - 1;
  }

  void add_tensors() {
    const std::vector<std::vector<int>> parts = all_parts();
    const auto count = static_cast<int>(source_.tensors.size());
    indices_.assign(static_cast<std::size_t>(count),
                    std::vector<int>(static_cast<std::size_t>(graph_.batch), -1));
    stacks_.assign(static_cast<std::size_t>(count), -1);
    for (int t = 0; t < count; ++t) {
      const auto slot = static_cast<std::size_t>(t);
      TensorInfo info = tensor(source_, t);
      if (stacked_.contains(t)) {
        TensorInfo stack = info;
        stack.height *= graph_.batch;
        stacks_[slot] = add_tensor(stack, t, -1, parts[slot]);
        if (t == 0) graph_.inputs.push_back(stacks_[slot]);
        if (!per_image_.contains(t)) continue;
      }
      for (int image = 0; image < graph_.batch; ++image) {
        const int index = add_tensor(info, t, image, parts[slot]);
        indices_[slot][static_cast<std::size_t>(image)] = index;
        if (stacks_[slot] >= 0)
          graph_.views.back() = {stacks_[slot], 0, image * info.height, 0};
        else if (t == 0)
          graph_.inputs.push_back(index);
      }
    }
  }

  // The parts of every tensor's channels: those of a concat's inputs; whatever works channel by
  // channel keeps them.
  std::vector<std::vector<int>> all_parts() const {
    std::vector<std::vector<int>> parts(source_.tensors.size());
    for (const Layer& layer : source_.layers) {
      std::vector<int>& own = parts[static_cast<std::size_t>(layer.output)];
      if (std::holds_alternative<Concat>(layer.operation)) {
        for (const int input : layer.inputs) {
          const auto& theirs = parts[static_cast<std::size_t>(input)];
          if (theirs.empty()) own.push_back(tensor(source_, input).channels);
          own.insert(own.end(), theirs.begin(), theirs.end());
        }
        const bool is_even =
            std::all_of(own.begin(), own.end() - 1, [&](int n) { return n % machine_.rows == 0; });
        if (is_even) own.clear();
      } else if (!std::holds_alternative<Convolution>(layer.operation) ||
                 is_depthwise(source_, layer)) {
        own = parts[static_cast<std::size_t>(layer.inputs.front())];
      }
    }
    return parts;
  }

  void find_codings() {
    for (const Layer& layer : source_.layers) {
      const auto* op = std::get_if<Convolution>(&layer.operation);
      const bool has_parts = !parts_of(of(layer.inputs.front(), 0)).empty();
      codings_.push_back(op == nullptr ? std::nullopt : find_coding(machine_, *op, has_parts));
    }
  }

  int of(int source_tensor, int image) const {
    const auto slot = static_cast<std::size_t>(source_tensor);
    if (image < 0 || indices_[slot].front() < 0) return stacks_[slot];
    return indices_[slot][static_cast<std::size_t>(image)];
  }

  void add_layer(int index, int image) {
    Layer layer = source_.layers[static_cast<std::size_t>(index)];
    for (int& input : layer.inputs) input = of(input, image);
    layer.output = of(layer.output, image);
    if (std::holds_alternative<Concat>(layer.operation)) return add_concat(layer, index);
    if (std::holds_alternative<Crop>(layer.operation)) return add_crop(layer, index);
    if (auto* op = std::get_if<Convolution>(&layer.operation); op != nullptr && image < 0)
      op->stride_h = op->kernel_h;
    push(layer, index);
  }

  void push(const Layer& layer, int origin) {
    graph_.network.layers.push_back(layer);
    graph_.layer_of.push_back(origin);
    graph_.codings.push_back(codings_[static_cast<std::size_t>(origin)]);
  }

  void add_concat(const Layer& layer, int origin) {
    const auto& concat = std::get<Concat>(layer.operation);
    const TensorInfo whole = tensor(graph_.network, layer.output);
    int plane = 0;
    for (const int input : layer.inputs) {
      const TensorInfo part = tensor(graph_.network, input);
      const View view{layer.output, plane, 0, 0};
      plane += plane_count(machine_, part.channels, parts_of(input));
      if (may_lie_in(input, layer, part, whole)) {
        graph_.views[static_cast<std::size_t>(input)] = view;
        continue;
      }
      TensorInfo copy = part;
      copy.format = whole.format;
      copy.name = fmt::format("{} in {}", part.name, whole.name);
      const int target = add_tensor(
          copy, -1, graph_.image_of[static_cast<std::size_t>(layer.output)], parts_of(input));
      graph_.views.back() = view;
      Layer step{layer.name, {input}, target, MaxPool{1, 1, 1, 1, {}}};
      if (part.format != whole.format)
        step.operation = Rescale{concat.rounding, static_cast<std::int32_t>(whole.format.min()),
                                 static_cast<std::int32_t>(whole.format.max())};
      push(step, origin);
    }
  }

  // Whether the input can be written where the concat wants it: it has the format, lies nowhere
  // else yet, and its writer fills its own planes only.
  bool may_lie_in(int input, const Layer& layer, const TensorInfo& part,
                  const TensorInfo& whole) const {
    const bool is_written_exactly =
        round_up(part.channels, std::max(machine_.rows, machine_.columns)) / machine_.rows ==
        plane_count(machine_, part.channels, parts_of(input));
    return part.format == whole.format && !graph_.is_input(graph_.root(input)) &&
           graph_.views[static_cast<std::size_t>(input)].parent < 0 && is_written_exactly &&
           graph_.tensor_of[static_cast<std::size_t>(input)] != source_.layers.back().output &&
           std::count(layer.inputs.begin(), layer.inputs.end(), input) == 1;
  }

  void add_crop(const Layer& layer, int origin) {
    const auto& crop = std::get<Crop>(layer.operation);
    View& view = graph_.views[static_cast<std::size_t>(layer.output)];
    const bool is_result =
        source_.layers.back().output == graph_.tensor_of[static_cast<std::size_t>(layer.output)];
    if (crop.left % column_alignment(machine_) == 0 && view.parent < 0 && !is_result) {
      view = {layer.inputs.front(), 0, crop.top, crop.left};
      return;
    }
    push({layer.name, layer.inputs, layer.output,
          MaxPool{1, 1, 1, 1, {-crop.top, -crop.left, 0, 0}}},
         origin);
  }

  const std::vector<int>& parts_of(int t) const {
    return graph_.parts[static_cast<std::size_t>(t)];
  }

  // Parents that are views themselves are replaced by theirs.
  void resolve(View& view) {
    while (view.parent >= 0) {
      const View& parent = graph_.views[static_cast<std::size_t>(view.parent)];
      if (parent.parent < 0) return;
      view = {parent.parent, view.plane + parent.plane, view.row + parent.row,
              view.column + parent.column};
    }
  }

  const Network& source_;
  const Machine& machine_;
  Graph graph_;
  std::size_t tail_ = 0;  // first layer that works on all images at once
  std::set<int> stacked_;
  std::set<int> per_image_;
  std::vector<std::vector<int>> indices_;             // per tensor of the source and image
  std::vector<int> stacks_;                           // per tensor of the source
  std::vector<std::optional<WeightCoding>> codings_;  // per layer of the source
};

}  // namespace

int Graph::root(int tensor) const {
  int parent = views[static_cast<std::size_t>(tensor)].parent;
  while (parent >= 0) {
    tensor = parent;
    parent = views[static_cast<std::size_t>(tensor)].parent;
  }
  return tensor;
}

bool Graph::is_input(int tensor) const {
  return std::find(inputs.begin(), inputs.end(), tensor) != inputs.end();
}

bool Graph::is_listed(int tensor) const {
  const auto slot = static_cast<std::size_t>(tensor);
  if (tensor_of[slot] < 0) return false;
  return image_of[slot] >= 0 || std::none_of(views.begin(), views.end(), [&](const View& view) {
           return view.parent == tensor &&
                  tensor_of[static_cast<std::size_t>(&view - views.data())] == tensor_of[slot];
         });
}

Graph make_graph(const Network& network, const Machine& machine, int batch) {
  return GraphBuilder(network, machine, batch).build();
}

}  // namespace isomer::compiler
