// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/compiler.h"

#include <fmt/format.h>

#include "isa/compiler/checks.h"
#include "isa/compiler/dependencies.h"
#include "isa/compiler/dry_run.h"
#include "isa/compiler/hoist.h"
#include "isa/compiler/lowering.h"
#include "isa/compiler/plan.h"
#include "isa/compiler/tokens.h"
#include "isa/container/error.h"
#include "isa/instructions/codec.h"

namespace isomer {
namespace {

using namespace compiler;

// The numerator of the share of peak: C_out * OH * OW * KH * KW * C_in over the convolutions.
std::uint64_t count_macs(const Network& network) {
  std::uint64_t macs = 0;
  for (const Layer& layer : network.layers) {
    const auto* op = std::get_if<Convolution>(&layer.operation);
    if (op == nullptr) continue;
    const TensorInfo& out = output_of(network, layer);
    macs += static_cast<std::uint64_t>(out.height) * static_cast<std::uint64_t>(out.width) *
            op->weights.size();
  }
  return macs;
}

TensorEntry table_entry(const Machine& machine, const TensorInfo& tensor,
                        const PlacedTensor& placed) {
  const auto word_bytes = static_cast<std::uint64_t>(machine.activation_word_bytes());
  const Shape& shape = placed.shape;
  TensorEntry entry;
  entry.name = tensor.name;
  entry.channels = tensor.channels;
  entry.height = tensor.height;
  entry.width = tensor.width;
  entry.format = tensor.format;
  entry.segment = placed.home.segment;
  entry.offset = placed.home.offset;
  entry.layout = shape.packed ? Layout::packed : Layout::planes;
  entry.row_bytes = static_cast<std::uint64_t>(shape.pitch) * word_bytes;
  entry.plane_bytes = static_cast<std::uint64_t>(shape.plane()) * word_bytes;
  entry.pad_left = shape.pad_left;
  entry.pad_right = shape.pad_right;
  return entry;
}

Code lower(const Network& network, const Machine& machine, const Plan& plan,
           std::vector<std::byte>& constants) {
  Lowering lowering(network, machine, plan);
  for (int layer = 0; layer < static_cast<int>(network.layers.size()); ++layer) {
    const Operation& operation = network.layers[static_cast<std::size_t>(layer)].operation;
    if (std::holds_alternative<Convolution>(operation)) {
      lower_convolution(lowering, layer);
    } else {
      lower_max_pool(lowering, layer);
    }
  }
  constants = lowering.constants.take();
  return std::move(lowering.code);
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
  const Plan plan = make_plan(network, machine, options.keep_tensors);

  Program program;
  program.name = network.name;
  program.machine = machine.name;
  program.machine_hash = hash(machine);
  program.macs = count_macs(network);
  for (const Layer& layer : network.layers) program.layers.push_back(layer.name);

  std::vector<std::byte> constants;
  const Code code = order_and_synchronise(machine, lower(network, machine, plan, constants));
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

  for (std::size_t t = 0; t < plan.tensors.size(); ++t) {
    if (!plan.tensors[t].stored()) continue;
    if (static_cast<int>(t) == network.layers.back().output)
      program.output = static_cast<int>(program.tensors.size());
    program.tensors.push_back(table_entry(machine, network.tensors[t], plan.tensors[t]));
  }
  program.input = 0;
  validate(program);
  return program;
}

}  // namespace isomer
