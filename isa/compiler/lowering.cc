// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/lowering.h"

#include <fmt/format.h>

namespace isomer::compiler {

Lowering::Lowering(const Network& n, const Machine& m, const Plan& p)
    : network(n),
      machine(m),
      plan(p),
      weights(0, m.weight_words),
      parameters(0, m.parameter_words),
      biases(plan_biases(n, m)) {
  int entries = 0;
  for (const PlacedTensor& tensor : plan.tensors)
    entry_of_tensor.push_back(tensor.stored() ? entries++ : -1);
}

std::string tile_text(const Tile& tile, int channels_per_group, int channels) {
  return fmt::format("rows {}:{} columns {}:{} channels {}:{}", tile.rows.first, tile.rows.end(),
                     tile.columns.first, tile.columns.end(), tile.groups.first * channels_per_group,
                     std::min(channels, tile.groups.end() * channels_per_group));
}

}  // namespace isomer::compiler
