// SPDX-License-Identifier: Apache-2.0
#include "isa/instructions/wrap.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <variant>

#include "isa/instructions/address_nest.h"
#include "isa/instructions/busy_cycles.h"

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

// The furthest word under a window of kernel_h rows and kernel_w columns, when there is any.
template <typename Op>
Finding window(const Machine& machine, const Op& op, std::int64_t last_plane, int kernel_h,
               int kernel_w, int stride_w) {
  const auto rows = input_coordinates(op.out_h, kernel_h, op.stride_h, op.iy0, op.in_h);
  const auto columns = input_coordinates(op.out_w, kernel_w, stride_w, op.ix0, op.in_w);
  if (rows.empty() || columns.empty()) return std::nullopt;
  return words("activations",
               op.x_base + last_plane * op.x_plane +
                   static_cast<std::int64_t>(rows.back()) * op.x_pitch +
                   static_cast<std::int64_t>(columns.back()),
               machine.activation_words());
}

Finding packed(const Machine& machine, const Mac& op) {
  const auto rows = input_coordinates(op.out_h, op.kernel_h, op.stride_h, op.iy0, op.in_h);
  if (rows.empty()) return std::nullopt;
  const std::int64_t element =
      wide(op.out_w - 1) * op.x_plane + wide(op.kernel_w - 1) * machine.rows;
  return words("activations",
               op.x_base + static_cast<std::int64_t>(rows.back()) * op.x_pitch +
                   (element + machine.rows - 1) / machine.rows,
               machine.activation_words());
}

Finding input(const Machine& machine, const Mac& op) {
  const auto plain = [&](std::int64_t last_plane) {
    return window(machine, op, last_plane, op.kernel_h, op.kernel_w, op.stride_w);
  };
  switch (static_cast<Mapping>(op.mapping)) {
    case Mapping::plain:
      return plain(op.groups_in - 1);
    case Mapping::packed:
      return packed(machine, op);
    case Mapping::window:
      return window(machine, op, (op.groups_out - 1) * machine.columns / machine.rows, 3, 3,
                    std::max(1, op.stride_w));
    case Mapping::diagonal:
      break;
  }
  const int planes_per_group = std::max(1, machine.columns / machine.rows);
  return plain((op.groups_out - 1) * machine.columns / machine.rows +
               std::min(op.groups_in, planes_per_group) - 1);
}

// The furthest word of `planes` planes of out_h x out_w words.
template <typename Op>
Finding operand(const Machine& machine, const Op& op, std::int32_t base, std::int32_t pitch,
                std::int32_t plane, std::int32_t planes) {
  return words("activations",
               base + wide(planes - 1) * plane + wide(op.out_h - 1) * pitch + op.out_w - 1,
               machine.activation_words());
}

template <typename Op>
Finding output(const Machine& machine, const Op& op, std::int32_t planes) {
  return operand(machine, op, op.y_base, op.y_pitch, op.y_plane, planes);
}

// `count` words from `first` on.
Finding parameters(const Machine& machine, std::int32_t first, std::int64_t count) {
  return words("parameters", first + count - 1, machine.parameter_words);
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
  if (auto found = input(machine, op)) return found;
  if (auto found = words("weights", op.w_base + passes(op) * weight_words_per_pass(machine, op) - 1,
                         machine.weight_words))
    return found;
  if (static_cast<Decoder>(op.decoder) == Decoder::table)
    if (auto found = parameters(machine, op.decoder_argument, std::max(1, 16 / machine.columns)))
      return found;
  if (static_cast<AccumulateMode>(op.mode) == AccumulateMode::bias)
    if (auto found = parameters(machine, op.bias_base, op.groups_out)) return found;
  return accumulators(machine, op.acc_base, wide(op.groups_out) * op.out_h * op.out_w);
}

Finding find(const Machine& machine, const Post& op) {
  if (auto found = accumulators(machine, op.acc_base, wide(op.groups) * op.out_h * op.out_w))
    return found;
  const int planes = (op.groups * machine.columns + machine.rows - 1) / machine.rows;
  if (op.raw != 0) return output(machine, op, machine.raw_elements() * planes);
  if (op.affine != 0)
    if (auto found = parameters(machine, op.affine_base & ~1, 2 * op.groups)) return found;
  if (op.add != 0)
    if (auto found = operand(machine, op, op.r_base, op.r_pitch, op.r_plane, planes)) return found;
  return output(machine, op, planes);
}

template <typename Op>
Finding pool(const Machine& machine, const Op& op) {
  if (auto found = window(machine, op, op.groups - 1, op.kernel_h, op.kernel_w, op.stride_w))
    return found;
  return output(machine, op, op.groups);
}

Finding find(const Machine& machine, const MaxPoolInstruction& op) { return pool(machine, op); }
Finding find(const Machine& machine, const AveragePoolInstruction& op) { return pool(machine, op); }

template <typename Op>
Finding unary(const Machine& machine, const Op& op) {
  if (auto found = operand(machine, op, op.x_base, op.x_pitch, op.x_plane, op.groups)) return found;
  return output(machine, op, op.groups);
}

template <typename Op>
Finding binary(const Machine& machine, const Op& op) {
  if (auto found = operand(machine, op, op.r_base, op.r_pitch, op.r_plane, op.groups)) return found;
  return unary(machine, op);
}

Finding find(const Machine& machine, const AddInstruction& op) { return binary(machine, op); }
Finding find(const Machine& machine, const MultiplyInstruction& op) { return binary(machine, op); }
Finding find(const Machine& machine, const RescaleInstruction& op) { return unary(machine, op); }
Finding find(const Machine& machine, const LookupInstruction& op) {
  if (auto found = unary(machine, op)) return found;
  return parameters(machine, op.table_base, 128 / machine.columns);
}

}  // namespace

Finding wrapping(const Machine& machine, const Instruction& instruction) {
  return std::visit([&](const auto& op) { return find(machine, op); }, instruction.operands);
}

}  // namespace isomer
