// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/plan.h"

#include <fmt/format.h>

#include <set>

#include "isa/container/error.h"

namespace isomer::compiler {
namespace {

// Gives a tensor the next bytes of a segment.
Home home_in(const Machine& machine, const TensorInfo& tensor, const Shape& shape, int segment,
             std::uint64_t& bytes) {
  const auto word_bytes = static_cast<std::uint64_t>(machine.activation_word_bytes());
  const std::uint64_t row = static_cast<std::uint64_t>(shape.pitch) * word_bytes;
  const std::uint64_t plane = row * static_cast<std::uint64_t>(shape.height);
  const Home home{segment, bytes};
  bytes += plane * static_cast<std::uint64_t>(shape.planes_written);
  // The fields row_stride, plane_stride and offset: 20, 24 and 28 bits of 16 bytes.
  if (row >> 24 != 0 || plane >> 28 != 0 || bytes >> 32 != 0)
    throw Error(
        fmt::format("tensor '{}' ({} x {} x {}) is beyond the reach of the transfer "
                    "instructions; use smaller feature maps",
                    tensor.name, tensor.channels, tensor.height, tensor.width));
  return home;
}

// Splits what a layer has free evenly between the streams that need it, at banks where there are
// enough: then no unit waits for another one's bank.
void split_free(const Machine& machine, const Stretch& free, const std::vector<Stretch*>& streams) {
  const int bank = machine.activation_bank_words;
  const auto count = static_cast<int>(streams.size());
  const bool by_banks = free.words >= 2 * count * bank;
  int base = free.base;
  for (int i = 0; i < count; ++i) {
    int end = free.base + static_cast<int>(std::int64_t{free.words} * (i + 1) / count);
    if (by_banks && i + 1 < count) end = end / bank * bank;
    *streams[static_cast<std::size_t>(i)] = {base, end - base};
    base = end;
  }
}

class Planner {
 public:
  Planner(const Graph& graph, const Machine& machine, bool keep_tensors, bool may_pack)
      : graph_(graph),
        network_(graph.network),
        machine_(machine),
        keep_tensors_(keep_tensors),
        shapes_(tensor_shapes(graph, machine, may_pack)),
        lives_(lives(graph)) {
    // Rows beyond the pitch fields can only stream.
    for (std::size_t t = 0; t < shapes_.size(); ++t) {
      const auto tensor = static_cast<int>(t);
      if (!is_root(tensor)) {
        views_.insert(tensor);
      } else if (shapes_[t].pitch > kMaxPitch) {
        spilled_.insert(tensor);
      }
    }
  }

  // Nothing when a layer does not fit even with every tensor streaming; see misfit().
  std::optional<Plan> run() {
    for (;;) {
      const int layers = static_cast<int>(network_.layers.size());
      std::set<int> elsewhere = views_;
      elsewhere.insert(spilled_.begin(), spilled_.end());
      auto placement = place(machine_, shapes_, lives_, layers, elsewhere, !spilled_.empty());
      if (!placement) {
        spill_largest_during(fullest_layer());
        continue;
      }
      Plan plan = plan_tensors(*placement);
      bool again = false;
      for (int layer = 0; layer < layers && !again; ++layer) {
        if (plan_layer(layer, placement->free[static_cast<std::size_t>(layer)], plan)) continue;
        if (!spill_largest_during(layer)) {
          misfit_ = layer;
          return std::nullopt;
        }
        again = true;
      }
      if (!again) return plan;
    }
  }

  int misfit() const { return misfit_; }

 private:
  bool is_root(int tensor) const {
    return graph_.views[static_cast<std::size_t>(tensor)].parent < 0;
  }
  bool streams(int tensor) const { return spilled_.contains(graph_.root(tensor)); }

  Plan plan_tensors(const Placement& placement) const {
    Plan plan;
    for (std::size_t t = 0; t < shapes_.size(); ++t) {
      PlacedTensor tensor{shapes_[t], placement.base[t], {}};
      const int index = static_cast<int>(t);
      const auto home = [&](int segment, std::uint64_t& bytes) {
        tensor.home = home_in(machine_, network_.tensors[t], shapes_[t], segment, bytes);
      };
      if (!is_root(index)) {
        // below, when its parent is known
      } else if (graph_.is_input(index)) {
        home(kInput, plan.input_bytes);
      } else if (graph_.tensor_of[t] == graph_.tensor_of[static_cast<std::size_t>(graph_.result)]) {
        home(kOutput, plan.output_bytes);
      } else if (keep_tensors_ || streams(index)) {
        home(kScratch, plan.scratch_bytes);
      }
      plan.tensors.push_back(tensor);
    }
    for (std::size_t t = 0; t < shapes_.size(); ++t)
      place_view(graph_.views[t], plan.tensors[t], plan);
    return plan;
  }

  void place_view(const View& view, PlacedTensor& tensor, const Plan& plan) const {
    if (view.parent < 0) return;
    const PlacedTensor& parent = plan.tensors[static_cast<std::size_t>(view.parent)];
    const int words =
        view.plane * parent.shape.plane() + view.row * parent.shape.pitch + view.column;
    if (parent.base) tensor.base = *parent.base + words;
    tensor.home = parent.home;
    tensor.home.offset += static_cast<std::uint64_t>(words) *
                          static_cast<std::uint64_t>(machine_.activation_word_bytes());
  }

  // False when the layer needs more room than there is.
  bool plan_layer(int index, const Stretch& free, Plan& plan) {
    const Layer& layer = network_.layers[static_cast<std::size_t>(index)];
    const int x = layer.inputs.front();
    const bool has_second = layer.inputs.size() > 1;
    const int second = layer.inputs.back();
    LayerPlan out;
    std::vector<Stretch*> stretches;
    if (streams(x)) stretches.push_back(&out.x_tiles);
    if (has_second && streams(second)) stretches.push_back(&out.r_tiles);
    if (streams(layer.output)) stretches.push_back(&out.y_tiles);
    const int wanted = static_cast<int>(stretches.size()) * machine_.activation_words() / 8;
    if (free.words < wanted && has_resident(index)) return false;
    split_free(machine_, free, stretches);

    const auto operand = [&](int tensor, const Stretch& tiles) {
      return Operand{shapes_[static_cast<std::size_t>(tensor)], !streams(tensor), tiles.words};
    };
    const Operand in = operand(x, out.x_tiles);
    std::optional<Operand> residual;
    if (has_second) residual = operand(second, out.r_tiles);
    const Operand result = operand(layer.output, out.y_tiles);
    const Surroundings surroundings{index == 0,
                                    plan.tensors[static_cast<std::size_t>(layer.output)].stored()};
    if (std::holds_alternative<Convolution>(layer.operation)) {
      if (residual && residual->shape.planes_written < result.shape.planes_written)
        throw Error(
            fmt::format("layer '{}': its residual comes from a concat that does not fill the {} "
                        "columns of machine '{}'; give the concat a multiple of {} channels",
                        layer.name, machine_.columns, machine_.name, machine_.columns));
      const auto shape = convolution_shape(graph_, machine_, index, in.shape);
      const auto tiling = tile_convolution(machine_, shape, in, residual, result, surroundings);
      if (!tiling) return false;
      out.tiling = *tiling;
    } else {
      const VectorShape shape{row_axis(network_, layer), column_axis(network_, layer),
                              word_cycles(layer)};
      const auto tiling = tile_vector(machine_, shape, in, residual, result, surroundings);
      if (!tiling) return false;
      out.tiling = *tiling;
    }
    plan.layers.push_back(out);
    return true;
  }

  // What the post queue needs for a word of the layer's output.
  static std::int64_t word_cycles(const Layer& layer) {
    return std::visit(
        [&](const auto& op) -> std::int64_t {
          if constexpr (requires { op.kernel_h; }) return std::int64_t{op.kernel_h} * op.kernel_w;
          return static_cast<std::int64_t>(layer.inputs.size());
        },
        layer.operation);
  }

  bool has_resident(int layer) const {
    for (int t = 0; t < static_cast<int>(shapes_.size()); ++t)
      if (is_root(t) && !streams(t) && lives_[static_cast<std::size_t>(t)].covers(layer))
        return true;
    return false;
  }

  // Spills the largest resident tensor that lives during a layer; false when there is none.
  bool spill_largest_during(int layer) {
    int largest = -1;
    for (int t = 0; t < static_cast<int>(shapes_.size()); ++t) {
      if (!is_root(t) || streams(t) || !lives_[static_cast<std::size_t>(t)].covers(layer)) continue;
      if (largest < 0 || words(t) > words(largest)) largest = t;
    }
    if (largest >= 0) spilled_.insert(largest);
    return largest >= 0;
  }

  // The layer during which residents take most words.
  int fullest_layer() const {
    int fullest = 0;
    std::int64_t most = -1;
    for (int layer = 0; layer < static_cast<int>(network_.layers.size()); ++layer) {
      std::int64_t sum = 0;
      for (int t = 0; t < static_cast<int>(shapes_.size()); ++t)
        if (is_root(t) && !streams(t) && lives_[static_cast<std::size_t>(t)].covers(layer))
          sum += words(t);
      if (sum > most) {
        most = sum;
        fullest = layer;
      }
    }
    return fullest;
  }

  std::int64_t words(int tensor) const { return shapes_[static_cast<std::size_t>(tensor)].words(); }

  const Graph& graph_;
  const Network& network_;
  const Machine& machine_;
  bool keep_tensors_;
  std::vector<Shape> shapes_;
  std::vector<Life> lives_;
  std::set<int> views_;
  std::set<int> spilled_;
  int misfit_ = -1;
};

}  // namespace

Plan make_plan(const Graph& graph, const Machine& machine, bool keep_tensors) {
  int misfit = 0;
  for (const bool may_pack : {true, false}) {
    Planner planner(graph, machine, keep_tensors, may_pack);
    if (auto plan = planner.run()) return *std::move(plan);
    misfit = planner.misfit();
  }
  throw Error(
      fmt::format("layer '{}': not even its smallest tile fits the memories of machine "
                  "'{}'; choose a machine with larger memories, or a smaller kernel, "
                  "stride or feature map",
                  graph.network.layers[static_cast<std::size_t>(misfit)].name, machine.name));
}

}  // namespace isomer::compiler
