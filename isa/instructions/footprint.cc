// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/footprint.h"

#include <algorithm>

#include "isa/instructions/access_list.h"
#include "isa/instructions/address_nest.h"

namespace isomer {
namespace {

std::uint64_t natural(std::int32_t value) { return static_cast<std::uint64_t>(value); }

// Words first .. first + count - 1 of a memory of `size` words.
WordSet range(int size, std::int32_t first, std::uint64_t count) {
  WordSet words(natural(size));
  words.add(natural(first), count);
  return words;
}

// The accumulators acc_base + n, n < count, wrapped inside their bank.
WordSet accumulators(const Machine& machine, std::int32_t acc_base, std::uint64_t count) {
  const std::uint64_t entries = natural(machine.accumulator_entries);
  const std::uint64_t bank = natural(acc_base) / entries % 2;
  WordSet words(2 * entries);
  for (const WordSet::Run& run : range(machine.accumulator_entries, acc_base, count).runs())
    words.add(bank * entries + run.first, run.count);
  return words;
}

// The activations y_base + plane * y_plane + oy * y_pitch + ox of a post or max_pool, for `count`
// planes from `first` on.
template <typename Op>
WordSet output_words(const Machine& machine, const Op& op, int first, int count) {
  AddressNest nest(natural(machine.activation_words()));
  for (const std::uint64_t plane : multiples(count, op.y_plane))
    nest.planes.push_back(natural(first) * natural(op.y_plane) + plane);
  nest.rows = multiples(op.out_h, op.y_pitch);
  nest.columns.add(0, natural(op.out_w));
  return nest.addresses(op.y_base);
}

// The input rows of a mac or max_pool that exist, as distances in words.
template <typename Op>
std::vector<std::uint64_t> input_rows(const Op& op) {
  std::vector<std::uint64_t> rows =
      input_coordinates(op.out_h, op.kernel_h, op.stride_h, op.iy0, op.in_h);
  for (std::uint64_t& row : rows) row *= natural(op.x_pitch);
  return rows;
}

template <typename Op>
void add_input_columns(WordSet& columns, const Op& op) {
  for (const std::uint64_t ix :
       input_coordinates(op.out_w, op.kernel_w, op.stride_w, op.ix0, op.in_w))
    columns.add(ix, 1);
}

// The words of a row in which packed vectors start, and the next ones where they are unaligned.
void add_packed_columns(WordSet& columns, const Mac& op, std::uint64_t word_elements) {
  for (std::uint64_t ox = 0; ox < natural(op.out_w); ++ox)
    for (std::uint64_t kx = 0; kx < natural(op.kernel_w); ++kx) {
      const std::uint64_t element = ox * natural(op.x_plane) + kx * word_elements;
      columns.add(element / word_elements, element % word_elements == 0 ? 1 : 2);
    }
}

void collect(AccessList&, const Machine&, const Halt&) {}
void collect(AccessList&, const Machine&, const Sync&) {}

// Load and store differ in direction only: `space` has `size` words of `word_bytes`.
template <typename Op>
void collect_transfer(AccessList& list, const Op& op, Space space, int size, int word_bytes,
                      bool is_load) {
  AddressNest nest(natural(size));
  nest.planes = multiples(op.planes, op.local_plane);
  nest.rows = multiples(op.rows, op.local_row);
  nest.columns.add(0, natural(op.words));
  list.add_device(!is_load, op.segment,
                  {.first = natural(op.offset),
                   .lines = (natural(op.words) * natural(word_bytes) + 15) / 16,
                   .rows = op.rows,
                   .planes = op.planes,
                   .row_stride = natural(op.row_stride),
                   .plane_stride = natural(op.plane_stride)});
  if (space == Space::activations)
    list.add_activations(is_load, nest.addresses(op.local), op.local, op.last_bank);
  else
    list.add(space, is_load, nest.addresses(op.local));
}

void collect(AccessList& list, const Machine& machine, const Load& op) {
  switch (static_cast<Memory>(op.memory)) {
    case Memory::activations:
      return collect_transfer(list, op, Space::activations, machine.activation_words(),
                              machine.activation_word_bytes(), true);
    case Memory::weights:
      return collect_transfer(list, op, Space::weights, machine.weight_words,
                              machine.weight_word_bytes(), true);
    case Memory::parameters:
      return collect_transfer(list, op, Space::parameters, machine.parameter_words,
                              machine.parameter_word_bytes(), true);
  }
}

void collect(AccessList& list, const Machine& machine, const Store& op) {
  collect_transfer(list, op, Space::activations, machine.activation_words(),
                   machine.activation_word_bytes(), false);
}

void collect(AccessList& list, const Machine& machine, const Mac& op) {
  AddressNest nest(natural(machine.activation_words()));
  nest.rows = input_rows(op);
  if (static_cast<Mapping>(op.mapping) == Mapping::packed) {
    nest.planes = {0};
    add_packed_columns(nest.columns, op, natural(machine.rows));
  } else {
    nest.planes = multiples(op.groups_in, op.x_plane);
    add_input_columns(nest.columns, op);
  }
  list.add_activations(false, nest.addresses(op.x_base), op.x_base, op.x_last);

  const std::uint64_t groups_out = natural(op.groups_out);
  const std::uint64_t passes =
      groups_out * natural(op.groups_in) * natural(op.kernel_h) * natural(op.kernel_w);
  list.add(Space::weights, false,
           range(machine.weight_words, op.w_base, passes * natural(machine.rows)));
  const auto mode = static_cast<AccumulateMode>(op.mode);
  if (mode == AccumulateMode::bias)
    list.add(Space::parameters, false, range(machine.parameter_words, op.bias_base, groups_out));
  const WordSet sums =
      accumulators(machine, op.acc_base, groups_out * natural(op.out_h) * natural(op.out_w));
  if (mode == AccumulateMode::accumulate) list.add(Space::accumulators, false, sums);
  list.add(Space::accumulators, true, sums);
}

void collect(AccessList& list, const Machine& machine, const Post& op) {
  list.add(Space::accumulators, false,
           accumulators(machine, op.acc_base,
                        natural(op.groups) * natural(op.out_h) * natural(op.out_w)));
  // Channels 0 .. groups * C - 1 lie in these planes, the last ones perhaps in part.
  const int bytes = op.raw != 0 ? 4 : 1;
  const int whole_planes = bytes * (op.groups * machine.columns / machine.rows);
  const int rest = op.groups * machine.columns % machine.rows;
  const WordSet whole = output_words(machine, op, 0, whole_planes);
  list.add_activations(true, whole, op.y_base, op.y_last);
  if (rest == 0) return;
  WordSet part = output_words(machine, op, whole_planes, bytes);
  part.remove(whole);
  list.add_activations(true, part, op.y_base, op.y_last, (std::uint64_t{1} << rest) - 1);
}

void collect(AccessList& list, const Machine& machine, const MaxPoolInstruction& op) {
  AddressNest nest(natural(machine.activation_words()));
  nest.planes = multiples(op.groups, op.x_plane);
  nest.rows = input_rows(op);
  add_input_columns(nest.columns, op);
  list.add_activations(false, nest.addresses(op.x_base), op.x_base, op.x_last);
  list.add_activations(true, output_words(machine, op, 0, op.groups), op.y_base, op.y_last);
}

void collect(AccessList& list, const Machine& machine, const AveragePoolInstruction& op) {
  AddressNest nest(natural(machine.activation_words()));
  nest.planes = multiples(op.groups, op.x_plane);
  nest.rows = input_rows(op);
  add_input_columns(nest.columns, op);
  list.add_activations(false, nest.addresses(op.x_base), op.x_base, op.x_last);
  list.add_activations(true, output_words(machine, op, 0, op.groups), op.y_base, op.y_last);
}

// The words of an operand of groups x out_h x out_w words.
template <typename Op>
void collect_operand(AccessList& list, const Machine& machine, const Op& op, std::int32_t base,
                     std::int32_t last, std::int32_t pitch, std::int32_t plane, bool is_write) {
  AddressNest nest(natural(machine.activation_words()));
  nest.planes = multiples(op.groups, plane);
  nest.rows = multiples(op.out_h, pitch);
  nest.columns.add(0, natural(op.out_w));
  list.add_activations(is_write, nest.addresses(base), base, last);
}

template <typename Op>
void collect_elementwise(AccessList& list, const Machine& machine, const Op& op) {
  collect_operand(list, machine, op, op.x_base, op.x_last, op.x_pitch, op.x_plane, false);
  collect_operand(list, machine, op, op.y_base, op.y_last, op.y_pitch, op.y_plane, true);
}

void collect(AccessList& list, const Machine& machine, const AddInstruction& op) {
  collect_elementwise(list, machine, op);
  collect_operand(list, machine, op, op.r_base, op.r_last, op.r_pitch, op.r_plane, false);
}

void collect(AccessList& list, const Machine& machine, const MultiplyInstruction& op) {
  collect_elementwise(list, machine, op);
  collect_operand(list, machine, op, op.r_base, op.r_last, op.r_pitch, op.r_plane, false);
}

void collect(AccessList& list, const Machine& machine, const RescaleInstruction& op) {
  collect_elementwise(list, machine, op);
}

void collect(AccessList& list, const Machine& machine, const LookupInstruction& op) {
  collect_elementwise(list, machine, op);
  const std::uint64_t table_words = std::max<std::uint64_t>(1, 128 / natural(machine.columns));
  list.add(Space::parameters, false, range(machine.parameter_words, op.table_base, table_words));
}

}  // namespace

std::vector<Access> footprint(const Machine& machine, const Instruction& instruction) {
  AccessList list(machine);
  std::visit([&](const auto& op) { collect(list, machine, op); }, instruction.operands);
  return list.take();
}

}  // namespace isomer
