// SPDX-License-Identifier: Apache-2.0
#include "sim/machine/state.h"

#include "sim/machine/layout.h"

namespace isomer {

namespace {

std::size_t product(int words, int values) {
  return static_cast<std::size_t>(words) * static_cast<std::size_t>(values);
}

std::size_t accumulator_values(const Machine& machine, int bits) {
  return machine.accumulator_bits == bits
             ? product(2 * machine.accumulator_entries, machine.columns)
             : 0;
}

}  // namespace

State::State(const Machine& configuration)
    : machine(configuration),
      activations(product(machine.activation_words(), machine.activation_word_bytes())),
      weights(product(machine.weight_words, machine.weight_word_bytes())),
      parameters(product(machine.parameter_words, machine.columns)),
      accumulators(accumulator_values(machine, 32)),
      wide_accumulators(accumulator_values(machine, 48)),
      activation_mask(machine.activation_words() - 1),
      weight_mask(machine.weight_words - 1),
      parameter_mask(machine.parameter_words - 1) {}

void State::load(const Program& program) {
  const DeviceLayout layout = lay_out(program);
  require_addressable(program, layout, machine);
  device.resize(layout.bytes);
  fill_memory(program, layout, device);
  bases = layout.segments;
  segment_bytes.clear();
  for (const Segment& segment : program.segments) segment_bytes.push_back(segment.bytes);
}

std::span<const std::byte> State::word(Space space, std::uint64_t number) const {
  const auto slice = [number](const auto& memory, int count) {
    const auto size = static_cast<std::size_t>(count);
    return std::as_bytes(std::span(memory).subspan(number * size, size));
  };
  switch (space) {
    case Space::activations:
      return slice(activations, machine.activation_word_bytes());
    case Space::weights:
      return slice(weights, machine.weight_word_bytes());
    case Space::parameters:
      return slice(parameters, machine.columns);
    case Space::accumulators:
      return machine.accumulator_bits == 32 ? slice(accumulators, machine.columns)
                                            : slice(wide_accumulators, machine.columns);
    case Space::device:
      break;
  }
  return std::span(device).subspan(number * kLineBytes, kLineBytes);
}

std::span<std::byte> State::segment(int index) {
  const auto i = static_cast<std::size_t>(index);
  return std::span(device).subspan(bases.at(i), segment_bytes.at(i));
}

std::span<const std::byte> State::segment(int index) const {
  const auto i = static_cast<std::size_t>(index);
  return std::span(device).subspan(bases.at(i), segment_bytes.at(i));
}

}  // namespace isomer
