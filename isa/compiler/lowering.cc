// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/lowering.h"

#include <fmt/format.h>

namespace isomer::compiler {
namespace {

std::vector<Shape> shapes_of(const Plan& plan) {
  std::vector<Shape> shapes;
  for (const PlacedTensor& tensor : plan.tensors) shapes.push_back(tensor.shape);
  return shapes;
}

// Tensors of the network that are in device memory, in order; of stacked images the first.
std::vector<int> table_entries(const Graph& graph, const Plan& plan) {
  std::vector<int> entries;
  int count = 0;
  for (std::size_t t = 0; t < plan.tensors.size(); ++t) {
    const bool is_listed = plan.tensors[t].stored() && graph.is_listed(static_cast<int>(t));
    entries.push_back(is_listed ? count : -1);
    if (is_listed) count += graph.image_of[t] < 0 ? graph.batch : 1;
  }
  return entries;
}

}  // namespace

Lowering::Lowering(const Graph& g, const Machine& m, const Plan& p)
    : graph(g),
      network(g.network),
      machine(m),
      plan(p),
      weights(0, m.weight_words),
      parameters(0, m.parameter_words),
      parameters_plan(plan_parameters(g, m, shapes_of(p))),
      entry_of_tensor(table_entries(g, p)) {}

std::string tile_text(const Tile& tile, int channels_per_group, int channels) {
  return fmt::format("rows {}:{} columns {}:{} channels {}:{}", tile.rows.first, tile.rows.end(),
                     tile.columns.first, tile.columns.end(), tile.groups.first * channels_per_group,
                     std::min(channels, tile.groups.end() * channels_per_group));
}

}  // namespace isomer::compiler
