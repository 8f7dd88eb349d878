// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/compiler.h"

#include <fmt/format.h>

#include "isa/compiler/checks.h"
#include "isa/compiler/dependencies.h"
#include "isa/compiler/dry_run.h"
#include "isa/compiler/graph.h"
#include "isa/compiler/hoist.h"
#include "isa/compiler/lowering.h"
#include "isa/compiler/plan.h"
#include "isa/compiler/tokens.h"
#include "isa/container/error.h"
#include "isa/instructions/codec.h"
#include "isa/network/macs.h"

namespace isomer {
namespace {

using namespace compiler;

std::uint64_t all_macs(const Network& network) {
  std::uint64_t macs = 0;
  for (const Layer& layer : network.layers) macs += count_macs(network, layer);
  return macs;
}

// `tensor` is the network's, `image` the number of rows' groups of its height to skip.
TensorEntry table_entry(const Machine& machine, const TensorInfo& tensor,
                        const PlacedTensor& placed, int image) {
  const auto word_bytes = static_cast<std::uint64_t>(machine.activation_word_bytes());
  const Shape& shape = placed.shape;
  TensorEntry entry;
  entry.name = tensor.name;
  entry.channels = tensor.channels;
  entry.height = tensor.height;
  entry.width = tensor.width;
  entry.format = tensor.format;
  entry.segment = placed.home.segment;
  entry.offset = placed.home.offset + static_cast<std::uint64_t>(image * tensor.height) *
                                          static_cast<std::uint64_t>(shape.pitch) * word_bytes;
  entry.layout = shape.packed ? Layout::packed : Layout::planes;
  entry.row_bytes = static_cast<std::uint64_t>(shape.pitch) * word_bytes;
  entry.plane_bytes = static_cast<std::uint64_t>(shape.plane()) * word_bytes;
  entry.pad_left = shape.pad_left;
  entry.pad_right = shape.pad_right;
  entry.parts = shape.parts;
  return entry;
}

Code lower(const Graph& graph, const Machine& machine, const Plan& plan,
           std::vector<std::byte>& constants) {
  Lowering lowering(graph, machine, plan);
  for (int layer = 0; layer < static_cast<int>(graph.network.layers.size()); ++layer) {
    if (std::holds_alternative<Convolution>(lowering.layer(layer).operation)) {
      lower_convolution(lowering, layer);
    } else {
      lower_vector(lowering, layer);
    }
  }
  for (CodeLine& line : lowering.code)
    if (line.source.layer >= 0)
      line.source.layer = graph.layer_of[static_cast<std::size_t>(line.source.layer)];
  constants = lowering.constants.take();
  return std::move(lowering.code);
}

void list_tensors(const Network& network, const Machine& machine, const Graph& graph,
                  const Plan& plan, Program& program) {
  for (std::size_t t = 0; t < plan.tensors.size(); ++t) {
    if (!plan.tensors[t].stored() || !graph.is_listed(static_cast<int>(t))) continue;
    const auto origin = static_cast<std::size_t>(graph.tensor_of[t]);
    const auto entry = static_cast<int>(program.tensors.size());
    const int image = graph.image_of[t];
    if (origin == 0 && image <= 0) program.input = entry;
    if (graph.tensor_of[static_cast<std::size_t>(graph.result)] == graph.tensor_of[t] && image <= 0)
      program.output = entry;
    for (int i = 0; i < (image < 0 ? graph.batch : 1); ++i) {
      program.tensors.push_back(table_entry(machine, network.tensors[origin], plan.tensors[t], i));
      program.tensors.back().image = std::max(image, i);
    }
  }
}

Code order_and_synchronise(const Machine& machine, Code code) {
  code = hoist(machine, code);
  insert_tokens(machine, code, dependencies(machine, code));
  if (const auto deadlock = find_deadlock(machine, code))
    throw Error(
        fmt::format("internal error of the compiler: the program would deadlock ({}); "
                    "please report the network and the machine",
                    *deadlock));
  return code;
}

}  // namespace

Program compile(const Network& network, const Machine& machine, const CompileOptions& options) {
  validate(network);
  check_expressible(network, machine);
  prove_no_overflow(network, machine);
  if (options.batch < 1)
    throw Error(fmt::format("a batch of {} images; give at least 1", options.batch));
  const Graph graph = make_graph(network, machine, options.batch);
  check_parts(graph);
  const Plan plan = make_plan(graph, machine, options.keep_tensors);

  Program program;
  program.name = network.name;
  program.machine = machine.name;
  program.machine_hash = hash(machine);
  program.batch = options.batch;
  program.macs = all_macs(network);
  for (const Layer& layer : network.layers) program.layers.push_back(layer.name);

  std::vector<std::byte> constants;
  const Code code = order_and_synchronise(machine, lower(graph, machine, plan, constants));
  for (const CodeLine& line : code) {
    program.instructions.push_back(encode(line.instruction));
    program.source.push_back(line.source);
  }
  program.instructions.push_back(encode({Halt{}, 0, 0}));
  program.source.emplace_back();

  constants.resize((constants.size() + 15) / 16 * 16);
  const std::uint64_t constant_bytes = constants.size();
  program.segments = {{"constants", constant_bytes, std::move(constants)},
                      {"input", plan.input_bytes, {}},
                      {"output", plan.output_bytes, {}},
                      {"scratch", plan.scratch_bytes, {}}};

  list_tensors(network, machine, graph, plan, program);
  validate(program);
  return program;
}

}  // namespace isomer
