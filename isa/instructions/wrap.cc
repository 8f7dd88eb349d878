// SPDX-License-Identifier: Apache-2.0
#include "isa/instructions/wrap.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <variant>

#include "isa/instructions/address_nest.h"

namespace isomer {
namespace {

using Finding = std::optional<std::string>;

std::int64_t wide(std::int32_t value) { return value; }

// Words first .. last of a memory.
Finding words(const char* memory, std::int64_t last, int size) {
  if (last < size) return std::nullopt;
  return fmt::format("{} up to word {} of {}", memory, last, size);
}

Finding accumulators(const Machine& machine, std::int32_t acc_base, std::int64_t count) {
  const int entries = machine.accumulator_entries;
  const int bank = acc_base / entries;
  const std::int64_t last = acc_base + count - 1;
  if (bank < 2 && last < wide(bank + 1) * entries) return std::nullopt;
  return fmt::format("accumulators {} to {}, in banks of {}", acc_base, last, entries);
}

// The furthest input word of a mac or max_pool with that many planes, when there is any.
template <typename Op>
Finding input(const Machine& machine, const Op& op, std::int32_t planes, bool is_packed) {
  const auto rows = input_coordinates(op.out_h, op.kernel_h, op.stride_h, op.iy0, op.in_h);
  if (rows.empty()) return std::nullopt;
  std::int64_t last = op.x_base + static_cast<std::int64_t>(rows.back()) * op.x_pitch;
  if (is_packed) {
    const std::int64_t element =
        wide(op.out_w - 1) * op.x_plane + wide(op.kernel_w - 1) * machine.rows;
    last += (element + machine.rows - 1) / machine.rows;
  } else {
    const auto columns = input_coordinates(op.out_w, op.kernel_w, op.stride_w, op.ix0, op.in_w);
    if (columns.empty()) return std::nullopt;
    last += wide(planes - 1) * op.x_plane + static_cast<std::int64_t>(columns.back());
  }
  return words("activations", last, machine.activation_words());
}

template <typename Op>
Finding output(const Machine& machine, const Op& op, std::int32_t planes) {
  return words(
      "activations",
      op.y_base + wide(planes - 1) * op.y_plane + wide(op.out_h - 1) * op.y_pitch + op.out_w - 1,
      machine.activation_words());
}

template <typename Op>
Finding transfer(const char* memory, const Op& op, int size) {
  return words(memory,
               op.local + wide(op.planes - 1) * op.local_plane + wide(op.rows - 1) * op.local_row +
                   op.words - 1,
               size);
}

Finding find(const Machine&, const Halt&) { return std::nullopt; }
Finding find(const Machine&, const Sync&) { return std::nullopt; }

Finding find(const Machine& machine, const Load& op) {
  switch (static_cast<Memory>(op.memory)) {
    case Memory::activations:
      return transfer("activations", op, machine.activation_words());
    case Memory::weights:
      return transfer("weights", op, machine.weight_words);
    case Memory::parameters:
      break;
  }
  return transfer("parameters", op, machine.parameter_words);
}

Finding find(const Machine& machine, const Store& op) {
  return transfer("activations", op, machine.activation_words());
}

Finding find(const Machine& machine, const Mac& op) {
  const bool is_packed = static_cast<Mapping>(op.mapping) == Mapping::packed;
  if (auto found = input(machine, op, op.groups_in, is_packed)) return found;
  const std::int64_t passes = wide(op.groups_out) * op.groups_in * op.kernel_h * op.kernel_w;
  if (auto found = words("weights", op.w_base + passes * machine.rows - 1, machine.weight_words))
    return found;
  if (static_cast<AccumulateMode>(op.mode) == AccumulateMode::bias)
    if (auto found =
            words("parameters", wide(op.bias_base) + op.groups_out - 1, machine.parameter_words))
      return found;
  return accumulators(machine, op.acc_base, wide(op.groups_out) * op.out_h * op.out_w);
}

Finding find(const Machine& machine, const Post& op) {
  if (auto found = accumulators(machine, op.acc_base, wide(op.groups) * op.out_h * op.out_w))
    return found;
  const int planes = (op.groups * machine.columns + machine.rows - 1) / machine.rows;
  return output(machine, op, op.raw != 0 ? 4 * planes : planes);
}

Finding find(const Machine& machine, const MaxPoolInstruction& op) {
  if (auto found = input(machine, op, op.groups, false)) return found;
  return output(machine, op, op.groups);
}

Finding find(const Machine& machine, const AveragePoolInstruction& op) {
  if (auto found = input(machine, op, op.groups, false)) return found;
  return output(machine, op, op.groups);
}

// An operand of groups x out_h x out_w words.
template <typename Op>
Finding operand(const Machine& machine, const Op& op, std::int32_t base, std::int32_t pitch,
                std::int32_t plane) {
  return words("activations",
               base + wide(op.groups - 1) * plane + wide(op.out_h - 1) * pitch + op.out_w - 1,
               machine.activation_words());
}

template <typename Op>
Finding elementwise(const Machine& machine, const Op& op) {
  if (auto found = operand(machine, op, op.x_base, op.x_pitch, op.x_plane)) return found;
  return operand(machine, op, op.y_base, op.y_pitch, op.y_plane);
}

Finding find(const Machine& machine, const AddInstruction& op) {
  if (auto found = elementwise(machine, op)) return found;
  return operand(machine, op, op.r_base, op.r_pitch, op.r_plane);
}

Finding find(const Machine& machine, const MultiplyInstruction& op) {
  if (auto found = elementwise(machine, op)) return found;
  return operand(machine, op, op.r_base, op.r_pitch, op.r_plane);
}

Finding find(const Machine& machine, const RescaleInstruction& op) {
  return elementwise(machine, op);
}

Finding find(const Machine& machine, const LookupInstruction& op) {
  if (auto found = elementwise(machine, op)) return found;
  const std::int64_t table_words = std::max(1, 128 / machine.columns);
  return words("parameters", op.table_base + table_words - 1, machine.parameter_words);
}

}  // namespace

Finding wrapping(const Machine& machine, const Instruction& instruction) {
  return std::visit([&](const auto& op) { return find(machine, op); }, instruction.operands);
}

}  // namespace isomer
