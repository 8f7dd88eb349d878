// SPDX-License-Identifier: Apache-2.0

#include "tests/isa/compiler/judge.h"

#include <fmt/format.h>

#include "isa/compiler/compiler.h"
#include "sim/functional/device.h"
#include "tests/support/network_oracle.h"
#include "tests/support/networks.h"

namespace isomer::testing {

Tensors expected_tensors(const Network& network, const std::vector<std::int32_t>& input,
                         int accumulator_bits) {
  const auto integers = oracle_tensors(network, input, accumulator_bits);
  Tensors tensors;
  for (std::size_t t = 0; t < integers.size(); ++t) tensors[network.tensors[t].name] = integers[t];
  return tensors;
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
  return first_difference(run.tensors, expected_tensors(network, input, machine.accumulator_bits));
}

std::string judge_batch(const Network& network, const Machine& machine, int batch,
                        bool keep_tensors) {
  const Program program = compile(network, machine, {.keep_tensors = keep_tensors, .batch = batch});
  const auto device = make_functional_device(machine, {.check_hazards = true});
  device->load(program);
  const auto image = [&](int number) {
    return random_input(network, 100 + static_cast<std::uint64_t>(number));
  };
  for (const TensorEntry& tensor : program.tensors)
    if (tensor.name == network.input().name)
      write_tensor(tensor, machine.rows, machine.element_bytes(), image(tensor.image),
                   device->segment(tensor.segment));
  const Outcome outcome = device->run();
  if (outcome.status != Status::done)
    return fmt::format("{}: {}", to_string(outcome.status), outcome.detail);
  for (int number = 0; number < batch; ++number) {
    Tensors got;
    for (const TensorEntry& tensor : program.tensors)
      if (tensor.image == number)
        got[tensor.name] = read_tensor(tensor, machine.rows, machine.element_bytes(),
                                       device->segment(tensor.segment));
    if (!got.contains(network.output().name)) return fmt::format("no result {}", number);
    if (keep_tensors && got.size() != network.tensors.size())
      return fmt::format("image {}: {} tensors kept of {}", number, got.size(),
                         network.tensors.size());
    const std::string wrong =
        first_difference(got, expected_tensors(network, image(number), machine.accumulator_bits));
    if (!wrong.empty()) return fmt::format("image {}: {}", number, wrong);
  }
  return "";
}

}  // namespace isomer::testing
