// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/biases.h"

#include <fmt/format.h>

#include "isa/compiler/lowering.h"

namespace isomer::compiler {
namespace {

// Words of a layer's biases; 0 for a pool.
int bias_words(const Machine& machine, const Layer& layer) {
  const auto* op = std::get_if<Convolution>(&layer.operation);
  return op == nullptr ? 0 : groups_out(machine, op->out_channels);
}

int load(Lowering& lowering, const std::string& key, const std::vector<std::byte>& bytes,
         const SourceLine& source) {
  const std::uint64_t* known = lowering.constants.find(key);
  const std::uint64_t offset = known != nullptr ? *known : lowering.constants.add(key, bytes);
  const int words = static_cast<int>(bytes.size()) / lowering.machine.parameter_word_bytes();
  const int local = lowering.parameters.allocate(key, words);
  lowering.code.push_back(
      {{load_block(Memory::parameters, kConstants, offset, local, words)}, source});
  return local;
}

}  // namespace

BiasBlocks plan_biases(const Network& network, const Machine& machine) {
  int total = 0;
  for (const Layer& layer : network.layers) total += bias_words(machine, layer);
  const int limit = total <= machine.parameter_words ? total : machine.parameter_words / 2;

  BiasBlocks blocks;
  int used = limit;  // of the open block; full, so that the first layer opens one
  for (int l = 0; l < static_cast<int>(network.layers.size()); ++l) {
    BiasBlocks::Place place;
    const int words = bias_words(machine, network.layers[static_cast<std::size_t>(l)]);
    if (words > limit) {
      used = limit;
    } else if (words > 0) {
      if (used + words > limit || blocks.layers.empty()) {
        blocks.layers.emplace_back();
        used = 0;
      }
      place = {static_cast<int>(blocks.layers.size()) - 1, used};
      blocks.layers.back().push_back(l);
      used += words;
    }
    blocks.place.push_back(place);
  }
  return blocks;
}

int bias_word(Lowering& lowering, int layer, Range groups, const SourceLine& source) {
  const auto& layers = lowering.network.layers;
  const BiasBlocks::Place& place = lowering.biases.place[static_cast<std::size_t>(layer)];
  const SourceLine line{layer, source.tile, -1};
  if (place.block < 0) {
    const std::string key = fmt::format("b{} {}", layer, groups.first);
    if (const auto found = lowering.parameters.find(key)) return *found;
    const Layer& own = layers[static_cast<std::size_t>(layer)];
    return load(lowering, key, bias_bytes(lowering.machine, own, groups), line);
  }
  const std::string key = fmt::format("b{}", place.block);
  if (const auto found = lowering.parameters.find(key)) return *found + place.offset + groups.first;
  std::vector<std::byte> bytes;
  for (const int l : lowering.biases.layers[static_cast<std::size_t>(place.block)]) {
    const Layer& member = layers[static_cast<std::size_t>(l)];
    const int words = bias_words(lowering.machine, member);
    const auto part = bias_bytes(lowering.machine, member, {0, words});
    bytes.insert(bytes.end(), part.begin(), part.end());
  }
  return load(lowering, key, bytes, line) + place.offset + groups.first;
}

}  // namespace isomer::compiler
