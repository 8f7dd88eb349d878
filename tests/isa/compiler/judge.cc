// SPDX-License-Identifier: Apache-2.0

#include "tests/isa/compiler/judge.h"

#include <fmt/format.h>

#include "isa/compiler/compiler.h"
#include "sim/functional/device.h"
#include "tests/isa/compiler/networks.h"
#include "tests/support/oracle_layers.h"

namespace isomer::testing {
namespace {

template <typename Operation>
oracle::Window window_of(const Operation& op) {
  return {op.kernel_h,    op.kernel_w,     op.stride_h,       op.stride_w,
          op.padding.top, op.padding.left, op.padding.bottom, op.padding.right};
}

oracle::Tensor run_layer(const Network& network, const Layer& layer, const oracle::Tensor& x) {
  if (const auto* pool = std::get_if<MaxPool>(&layer.operation))
    return oracle::max_pool(x, window_of(*pool));
  const auto& op = std::get<Convolution>(layer.operation);
  oracle::Weighted weighted;
  weighted.out_channels = op.out_channels;
  weighted.weights.assign(op.weights.begin(), op.weights.end());
  weighted.bias.assign(op.bias.begin(), op.bias.end());
  weighted.bias_shift = bias_shift(network, layer);
  weighted.post.mode = static_cast<oracle::Mode>(op.post.rounding);
  weighted.post.s1 = op.post.shift;
  weighted.post.lo = op.post.lo;
  weighted.post.hi = op.post.hi;
  return oracle::convolution(x, weighted, window_of(op));
}

}  // namespace

Tensors oracle_tensors(const Network& network, const std::vector<std::int32_t>& input) {
  std::vector<oracle::Tensor> tensors(network.tensors.size());
  const TensorInfo& info = network.input();
  tensors[0] = oracle::Tensor(info.channels, info.height, info.width);
  tensors[0].d.assign(input.begin(), input.end());
  for (const Layer& layer : network.layers)
    tensors[static_cast<std::size_t>(layer.output)] =
        run_layer(network, layer, tensors[static_cast<std::size_t>(layer.inputs.front())]);
  Tensors result;
  for (std::size_t t = 0; t < tensors.size(); ++t)
    result[network.tensors[t].name].assign(tensors[t].d.begin(), tensors[t].d.end());
  return result;
}

Run run_functional(const Program& program, const Machine& machine,
                   const std::vector<std::int32_t>& input) {
  const auto device = make_functional_device(machine, {.check_hazards = true});
  device->load(program);
  const TensorEntry& entry = program.tensors[static_cast<std::size_t>(program.input)];
  write_tensor(entry, machine.rows, machine.element_bytes(), input, device->segment(entry.segment));
  const Outcome outcome = device->run();
  Run run;
  if (outcome.status != Status::done)
    run.failure = fmt::format("{}: {}", to_string(outcome.status), outcome.detail);
  for (const TensorEntry& tensor : program.tensors)
    run.tensors[tensor.name] =
        read_tensor(tensor, machine.rows, machine.element_bytes(), device->segment(tensor.segment));
  return run;
}

std::string first_difference(const Tensors& got, const Tensors& want) {
  for (const auto& [name, values] : got) {
    const auto& expected = want.at(name);
    if (values.size() != expected.size())
      return fmt::format("{} has {} elements, not {}", name, values.size(), expected.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i] != expected[i])
        return fmt::format("{}[{}] is {}, not {}", name, i, values[i], expected[i]);
  }
  return "";
}

std::string judge(const Network& network, const Machine& machine, bool keep_tensors) {
  const Program program = compile(network, machine, {.keep_tensors = keep_tensors});
  const auto input = random_input(network, 7);
  const Run run = run_functional(program, machine, input);
  if (!run.failure.empty()) return run.failure;
  if (keep_tensors && run.tensors.size() != network.tensors.size())
    return fmt::format("{} tensors kept of {}", run.tensors.size(), network.tensors.size());
  return first_difference(run.tensors, oracle_tensors(network, input));
}

}  // namespace isomer::testing
