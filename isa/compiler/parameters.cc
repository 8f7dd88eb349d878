// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/parameters.h"

#include <fmt/format.h>

#include "isa/compiler/lowering.h"

namespace isomer::compiler {
namespace {

constexpr int kWeightTableEntries = 16;

void append(std::vector<std::byte>& bytes, int value) {
  bytes.push_back(static_cast<std::byte>(value & 0xff));
  bytes.push_back(static_cast<std::byte>(value >> 8 & 0xff));
}

// The table of a layer, as values of 16 bits; empty when it has none.
std::vector<int> table_of(const Graph& graph, int index) {
  const auto slot = static_cast<std::size_t>(index);
  const Layer& layer = graph.network.layers[slot];
  std::vector<int> values;
  if (const auto* lookup = std::get_if<Lookup>(&layer.operation)) {
    for (std::size_t n = 0; n < lookup->table.size(); n += 2)
      values.push_back(lookup->table[n] | lookup->table[n + 1] << 8);
  } else if (const auto& coding = graph.codings[slot]) {
    if (coding->decoder == Decoder::table)
      values.assign(coding->table.begin(), coding->table.begin() + kWeightTableEntries);
  }
  return values;
}

// One value of each channel of a lane, zero where there is none.
void append_values(const Machine& machine, const std::vector<std::int16_t>& values,
                   const std::vector<int>& lanes, int group, std::vector<std::byte>& bytes) {
  for (int c = 0; c < machine.columns; ++c) {
    const auto lane = static_cast<std::size_t>(group * machine.columns + c);
    const int channel = lane < lanes.size() ? lanes[lane] : -1;
    append(bytes, channel < 0 ? 0 : values[static_cast<std::size_t>(channel)]);
  }
}

std::vector<std::byte> parameter_bytes(const Lowering& lowering, int layer_index, Range groups) {
  const Machine& machine = lowering.machine;
  const Layer& layer = lowering.layer(layer_index);
  std::vector<std::byte> bytes;
  if (const auto* op = std::get_if<Convolution>(&layer.operation)) {
    const auto lanes =
        channels_of_lanes(machine, op->out_channels, lowering.placed(layer.output).shape.parts);
    for (int g = groups.first; g < groups.end() && op->post.affine; ++g) {
      append_values(machine, op->post.affine->scale, lanes, g, bytes);
      append_values(machine, op->post.affine->offset, lanes, g, bytes);
    }
    for (int g = groups.first; g < groups.end(); ++g)
      append_values(machine, op->bias, lanes, g, bytes);
  }
  for (const int value : table_of(lowering.graph, layer_index)) append(bytes, value);
  const auto words = static_cast<std::size_t>(
      parameter_layout(lowering.graph, machine, layer_index, groups.count).words);
  bytes.resize(words * static_cast<std::size_t>(machine.parameter_word_bytes()));
  return bytes;
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

ParameterLayout moved(ParameterLayout layout, int base, int first_group) {
  layout.affine += base + 2 * first_group;
  layout.bias += base + first_group;
  layout.table += base;
  return layout;
}

int all_groups(const Lowering& lowering, int layer) {
  return lowering.parameters_plan.groups[static_cast<std::size_t>(layer)];
}

}  // namespace

ParameterLayout parameter_layout(const Graph& graph, const Machine& machine, int index,
                                 int groups) {
  const Layer& layer = graph.network.layers[static_cast<std::size_t>(index)];
  ParameterLayout layout;
  if (const auto* op = std::get_if<Convolution>(&layer.operation)) {
    if (op->post.affine) layout.bias = 2 * groups;
    layout.table = layout.bias + groups;
  }
  const auto values = static_cast<int>(table_of(graph, index).size());
  layout.words = round_up(layout.table + ceil_div(values, machine.columns), 2);
  return layout;
}

ParameterBlocks plan_parameters(const Graph& graph, const Machine& machine,
                                const std::vector<Shape>& shapes) {
  const auto& layers = graph.network.layers;
  ParameterBlocks blocks;
  std::vector<int> words;
  int total = 0;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const int lanes = shapes[static_cast<std::size_t>(layers[l].output)].planes * machine.rows;
    blocks.groups.push_back(groups_out(machine, lanes));
    const bool is_own = graph.twin(static_cast<int>(l)) == static_cast<int>(l);
    words.push_back(
        is_own ? parameter_layout(graph, machine, static_cast<int>(l), blocks.groups.back()).words
               : 0);
    total += words.back();
  }
  const int limit = total <= machine.parameter_words ? total : machine.parameter_words / 2;

  int used = limit;  // of the open block; full, so that the first layer opens one
  for (std::size_t l = 0; l < layers.size(); ++l) {
    ParameterBlocks::Place place;
    if (words[l] > limit) {
      used = limit;
    } else if (words[l] > 0) {
      if (used + words[l] > limit || blocks.layers.empty()) {
        blocks.layers.emplace_back();
        used = 0;
      }
      place = {static_cast<int>(blocks.layers.size()) - 1, used};
      blocks.layers.back().push_back(static_cast<int>(l));
      used += words[l];
    }
    blocks.place.push_back(place);
  }
  return blocks;
}

ParameterLayout parameters_of(Lowering& lowering, int layer, Range groups,
                              const SourceLine& source) {
  layer = lowering.graph.twin(layer);
  const ParameterBlocks::Place& place =
      lowering.parameters_plan.place[static_cast<std::size_t>(layer)];
  const SourceLine line{source.layer, source.tile, -1};
  if (place.block < 0) {
    const ParameterLayout layout =
        parameter_layout(lowering.graph, lowering.machine, layer, groups.count);
    const std::string key = fmt::format("p{} {}:{}", layer, groups.first, groups.count);
    const auto found = lowering.parameters.find(key);
    return moved(
        layout,
        found ? *found : load(lowering, key, parameter_bytes(lowering, layer, groups), line), 0);
  }
  const ParameterLayout layout =
      parameter_layout(lowering.graph, lowering.machine, layer, all_groups(lowering, layer));
  const std::string key = fmt::format("p{}", place.block);
  auto base = lowering.parameters.find(key);
  if (!base) {
    std::vector<std::byte> bytes;
    for (const int l : lowering.parameters_plan.layers[static_cast<std::size_t>(place.block)]) {
      const auto part = parameter_bytes(lowering, l, {0, all_groups(lowering, l)});
      bytes.insert(bytes.end(), part.begin(), part.end());
    }
    base = load(lowering, key, bytes, line);
  }
  return moved(layout, *base + place.offset, groups.first);
}

}  // namespace isomer::compiler
