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
  bytes += plane * static_cast<std::uint64_t>(shape.planes);
  // The fields row_stride, plane_stride and offset: 20, 24 and 28 bits of 16 bytes.
  if (row >> 24 != 0 || plane >> 28 != 0 || bytes >> 32 != 0)
    throw Error(
        fmt::format("tensor '{}' ({} x {} x {}) is beyond the reach of the transfer "
                    "instructions; use smaller feature maps",
                    tensor.name, tensor.channels, tensor.height, tensor.width));
  return home;
}

// Splits what a layer has free between the streams that need it, at a bank where there are enough:
// then no unit waits for another one's bank.
void split_free(const Machine& machine, const Stretch& free, bool x_streams, bool y_streams,
                LayerPlan& layer) {
  if (x_streams && y_streams) {
    const int bank = machine.activation_bank_words;
    int middle = free.base + free.words / 2;
    if (free.words >= 4 * bank) middle = middle / bank * bank;
    layer.x_tiles = {free.base, middle - free.base};
    layer.y_tiles = {middle, free.base + free.words - middle};
  } else if (x_streams) {
    layer.x_tiles = free;
  } else if (y_streams) {
    layer.y_tiles = free;
  }
}

class Planner {
 public:
  Planner(const Network& network, const Machine& machine, bool keep_tensors, bool may_pack)
      : network_(network),
        machine_(machine),
        keep_tensors_(keep_tensors),
        shapes_(tensor_shapes(network, machine, may_pack)),
        lives_(lives(network)) {
    // Rows beyond the pitch fields can only stream.
    for (std::size_t t = 0; t < shapes_.size(); ++t)
      if (shapes_[t].pitch > kMaxPitch) spilled_.insert(static_cast<int>(t));
  }

  // Nothing when a layer does not fit even with every tensor streaming; see misfit().
  std::optional<Plan> run() {
    for (;;) {
      const int layers = static_cast<int>(network_.layers.size());
      auto placement = place(machine_, shapes_, lives_, layers, spilled_);
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
  bool streams(int tensor) const { return spilled_.contains(tensor); }

  Plan plan_tensors(const Placement& placement) const {
    Plan plan;
    const int result = network_.layers.back().output;
    for (std::size_t t = 0; t < shapes_.size(); ++t) {
      PlacedTensor tensor{shapes_[t], placement.base[t], {}};
      const int index = static_cast<int>(t);
      const auto home = [&](int segment, std::uint64_t& bytes) {
        tensor.home = home_in(machine_, network_.tensors[t], shapes_[t], segment, bytes);
      };
      if (index == 0) {
        home(kInput, plan.input_bytes);
      } else if (index == result) {
        home(kOutput, plan.output_bytes);
      } else if (keep_tensors_ || streams(index)) {
        home(kScratch, plan.scratch_bytes);
      }
      plan.tensors.push_back(tensor);
    }
    return plan;
  }

  // False when the layer needs more room than there is.
  bool plan_layer(int index, const Stretch& free, Plan& plan) {
    const Layer& layer = network_.layers[static_cast<std::size_t>(index)];
    const int x = layer.inputs.front();
    const int sides = (streams(x) ? 1 : 0) + (streams(layer.output) ? 1 : 0);
    const int wanted = sides * machine_.activation_words() / 4;
    if (free.words < wanted && has_resident(index)) return false;

    LayerPlan out;
    split_free(machine_, free, streams(x), streams(layer.output), out);
    const auto operand = [&](int tensor, const Stretch& tiles) {
      return Operand{shapes_[static_cast<std::size_t>(tensor)], !streams(tensor), tiles.words};
    };
    const Operand in = operand(x, out.x_tiles);
    const Operand result = operand(layer.output, out.y_tiles);
    const Surroundings surroundings{index == 0,
                                    plan.tensors[static_cast<std::size_t>(layer.output)].stored()};
    if (std::holds_alternative<Convolution>(layer.operation)) {
      const auto shape = convolution_shape(network_, machine_, layer, in.shape.packed);
      const auto tiling = tile_convolution(machine_, shape, in, result, surroundings);
      if (!tiling) return false;
      out.tiling = *tiling;
    } else {
      const auto tiling = tile_pool(machine_, row_axis(network_, layer),
                                    column_axis(network_, layer), in, result, surroundings);
      if (!tiling) return false;
      out.tiling = *tiling;
    }
    plan.layers.push_back(out);
    return true;
  }

  bool has_resident(int layer) const {
    for (int t = 0; t < static_cast<int>(shapes_.size()); ++t)
      if (!streams(t) && lives_[static_cast<std::size_t>(t)].covers(layer)) return true;
    return false;
  }

  // Spills the largest resident tensor that lives during a layer; false when there is none.
  bool spill_largest_during(int layer) {
    int largest = -1;
    for (int t = 0; t < static_cast<int>(shapes_.size()); ++t) {
      if (streams(t) || !lives_[static_cast<std::size_t>(t)].covers(layer)) continue;
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
        if (!streams(t) && lives_[static_cast<std::size_t>(t)].covers(layer)) sum += words(t);
      if (sum > most) {
        most = sum;
        fullest = layer;
      }
    }
    return fullest;
  }

  std::int64_t words(int tensor) const { return shapes_[static_cast<std::size_t>(tensor)].words(); }

  const Network& network_;
  const Machine& machine_;
  bool keep_tensors_;
  std::vector<Shape> shapes_;
  std::vector<Life> lives_;
  std::set<int> spilled_;
  int misfit_ = -1;
};

}  // namespace

Plan make_plan(const Network& network, const Machine& machine, bool keep_tensors) {
  int misfit = 0;
  for (const bool may_pack : {true, false}) {
    Planner planner(network, machine, keep_tensors, may_pack);
    if (auto plan = planner.run()) return *std::move(plan);
    misfit = planner.misfit();
  }
  throw Error(
      fmt::format("layer '{}': not even its smallest tile fits the memories of machine "
                  "'{}'; choose a machine with larger memories, or a smaller kernel, "
                  "stride or feature map",
                  network.layers[static_cast<std::size_t>(misfit)].name, machine.name));
}

}  // namespace isomer::compiler
