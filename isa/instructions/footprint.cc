// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/footprint.h"

#include <algorithm>

#include "isa/instructions/access_list.h"
#include "isa/instructions/address_nest.h"
#include "isa/instructions/busy_cycles.h"

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

// The words of one operand of an instruction: base + plane * plane_stride + oy * pitch + ox.
struct Operand {
  std::int32_t base, last, pitch, plane;

  BankLock lock(const Machine& machine) const { return BankLock(machine, base, last); }
};

template <typename Op>
Operand x_of(const Op& op) {
  return {op.x_base, op.x_last, op.x_pitch, op.x_plane};
}
template <typename Op>
Operand r_of(const Op& op) {
  return {op.r_base, op.r_last, op.r_pitch, op.r_plane};
}
template <typename Op>
Operand y_of(const Op& op) {
  return {op.y_base, op.y_last, op.y_pitch, op.y_plane};
}

// Distances of `count` planes from plane `first` on.
std::vector<std::uint64_t> planes(std::int32_t stride, int first, int count) {
  std::vector<std::uint64_t> result = multiples(count, stride);
  for (std::uint64_t& plane : result) plane += natural(first) * natural(stride);
  return result;
}

// `count` planes of out_h x out_w words from plane `first` on.
template <typename Op>
WordSet output_words(const Machine& machine, const Op& op, const Operand& operand, int first,
                     int count) {
  AddressNest nest(natural(machine.activation_words()));
  nest.planes = planes(operand.plane, first, count);
  nest.rows = multiples(op.out_h, operand.pitch);
  nest.columns.add(0, natural(op.out_w));
  return nest.addresses(operand.base);
}

// The words under a window that slides over rows and columns of the input, in these planes.
struct Window {
  int kernel_h, kernel_w, stride_w;
};
template <typename Op>
WordSet window_words(const Machine& machine, const Op& op, const Window& window,
                     std::vector<std::uint64_t> planes) {
  AddressNest nest(natural(machine.activation_words()));
  nest.planes = std::move(planes);
  nest.rows = input_coordinates(op.out_h, window.kernel_h, op.stride_h, op.iy0, op.in_h);
  for (std::uint64_t& row : nest.rows) row *= natural(op.x_pitch);
  for (const std::uint64_t ix :
       input_coordinates(op.out_w, window.kernel_w, window.stride_w, op.ix0, op.in_w))
    nest.columns.add(ix, 1);
  return nest.addresses(op.x_base);
}
template <typename Op>
Window window_of(const Op& op) {
  return {op.kernel_h, op.kernel_w, op.stride_w};
}

// The words that hold the first `channels` channels, R in each group of `spread` planes; the last
// group perhaps in part. words(first, count) gives the words of some planes.
template <typename Words>
void add_channels(AccessList& list, const Machine& machine, bool is_write, const BankLock& lock,
                  int channels, int spread, const Words& words) {
  const int whole_planes = spread * (channels / machine.rows);
  const int rest = channels % machine.rows;
  const WordSet whole = words(0, whole_planes);
  list.add_activations(is_write, whole, lock);
  if (rest == 0) return;
  WordSet part = words(whole_planes, spread);
  part.remove(whole);
  list.add_activations(is_write, part, lock, (std::uint64_t{1} << rest) - 1);
}

// The words in which packed vectors start, and the next ones where they are unaligned.
WordSet packed_words(const Machine& machine, const Mac& op) {
  AddressNest nest(natural(machine.activation_words()));
  nest.planes = {0};
  nest.rows = input_coordinates(op.out_h, op.kernel_h, op.stride_h, op.iy0, op.in_h);
  for (std::uint64_t& row : nest.rows) row *= natural(op.x_pitch);
  const std::uint64_t rows = natural(machine.rows);
  for (std::uint64_t ox = 0; ox < natural(op.out_w); ++ox)
    for (std::uint64_t kx = 0; kx < natural(op.kernel_w); ++kx) {
      const std::uint64_t element = ox * natural(op.x_plane) + kx * rows;
      nest.columns.add(element / rows, element % rows == 0 ? 1 : 2);
    }
  return nest.addresses(op.x_base);
}

// Parameter words of the 256 patterns of a lookup, two in each value.
int table_words(const Machine& machine) { return 128 / machine.columns; }

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
    list.add_activations(is_load, nest.addresses(op.local),
                         BankLock(list.machine(), op.local, op.last_bank));
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

// The input of a depthwise mapping: of each group of C channels the planes that hold them, the
// first `most` at most.
void collect_depthwise(AccessList& list, const Machine& machine, const Mac& op,
                       const Window& window, int most) {
  const int planes_per_group = machine.columns / machine.rows;
  if (planes_per_group <= 1) {
    return add_channels(list, machine, false, x_of(op).lock(machine),
                        op.groups_out * machine.columns, 1, [&](int first, int count) {
                          return window_words(machine, op, window,
                                              planes(op.x_plane, first, count));
                        });
  }
  std::vector<std::uint64_t> all;
  for (int g = 0; g < op.groups_out; ++g)
    for (const std::uint64_t plane :
         planes(op.x_plane, g * planes_per_group, std::min(most, planes_per_group)))
      all.push_back(plane);
  list.add_activations(false, window_words(machine, op, window, std::move(all)),
                       x_of(op).lock(machine));
}

void collect_input(AccessList& list, const Machine& machine, const Mac& op) {
  switch (static_cast<Mapping>(op.mapping)) {
    case Mapping::plain:
      return list.add_activations(
          false, window_words(machine, op, window_of(op), multiples(op.groups_in, op.x_plane)),
          x_of(op).lock(machine));
    case Mapping::packed:
      return list.add_activations(false, packed_words(machine, op), x_of(op).lock(machine));
    case Mapping::window:
      return collect_depthwise(list, machine, op, {3, 3, std::max(1, op.stride_w)}, 1);
    case Mapping::diagonal:
      return collect_depthwise(list, machine, op, window_of(op), op.groups_in);
  }
}

void collect(AccessList& list, const Machine& machine, const Mac& op) {
  collect_input(list, machine, op);
  list.add(Space::weights, false,
           range(machine.weight_words, op.w_base,
                 static_cast<std::uint64_t>(passes(op) * weight_words_per_pass(machine, op))));
  WordSet parameters(natural(machine.parameter_words));
  if (static_cast<Decoder>(op.decoder) == Decoder::table)
    parameters.add(natural(op.decoder_argument), natural(std::max(1, 16 / machine.columns)));
  const auto mode = static_cast<AccumulateMode>(op.mode);
  if (mode == AccumulateMode::bias) parameters.add(natural(op.bias_base), natural(op.groups_out));
  list.add(Space::parameters, false, parameters);
  const WordSet sums = accumulators(machine, op.acc_base,
                                    natural(op.groups_out) * natural(op.out_h) * natural(op.out_w));
  if (mode == AccumulateMode::accumulate) list.add(Space::accumulators, false, sums);
  list.add(Space::accumulators, true, sums);
}

void collect(AccessList& list, const Machine& machine, const Post& op) {
  list.add(Space::accumulators, false,
           accumulators(machine, op.acc_base,
                        natural(op.groups) * natural(op.out_h) * natural(op.out_w)));
  const auto add = [&](bool is_write, const Operand& operand, int spread) {
    add_channels(
        list, machine, is_write, operand.lock(machine), op.groups * machine.columns, spread,
        [&](int first, int count) { return output_words(machine, op, operand, first, count); });
  };
  if (op.raw != 0) return add(true, y_of(op), machine.raw_elements());
  if (op.affine != 0)
    list.add(Space::parameters, false,
             range(machine.parameter_words, op.affine_base & ~1, 2 * natural(op.groups)));
  if (op.add != 0) add(false, r_of(op), 1);
  add(true, y_of(op), 1);
}

template <typename Op>
void collect_pool(AccessList& list, const Machine& machine, const Op& op) {
  list.add_activations(false,
                       window_words(machine, op, window_of(op), multiples(op.groups, op.x_plane)),
                       x_of(op).lock(machine));
  list.add_activations(true, output_words(machine, op, y_of(op), 0, op.groups),
                       y_of(op).lock(machine));
}

void collect(AccessList& list, const Machine& machine, const MaxPoolInstruction& op) {
  collect_pool(list, machine, op);
}

void collect(AccessList& list, const Machine& machine, const AveragePoolInstruction& op) {
  collect_pool(list, machine, op);
}

// Operations on stored tensors of groups x out_h x out_w words: of x, or of x and r.
template <typename Op>
void collect_unary(AccessList& list, const Machine& machine, const Op& op) {
  list.add_activations(false, output_words(machine, op, x_of(op), 0, op.groups),
                       x_of(op).lock(machine));
  list.add_activations(true, output_words(machine, op, y_of(op), 0, op.groups),
                       y_of(op).lock(machine));
}

template <typename Op>
void collect_binary(AccessList& list, const Machine& machine, const Op& op) {
  BankLock lock = x_of(op).lock(machine);  // the two ranges count as one set
  lock.add(op.r_base, op.r_last);
  WordSet words = output_words(machine, op, x_of(op), 0, op.groups);
  for (const WordSet::Run& run : output_words(machine, op, r_of(op), 0, op.groups).runs())
    words.add(run.first, run.count);
  list.add_activations(false, words, lock);
  list.add_activations(true, output_words(machine, op, y_of(op), 0, op.groups),
                       y_of(op).lock(machine));
}

void collect(AccessList& list, const Machine& machine, const AddInstruction& op) {
  collect_binary(list, machine, op);
}

void collect(AccessList& list, const Machine& machine, const MultiplyInstruction& op) {
  collect_binary(list, machine, op);
}

void collect(AccessList& list, const Machine& machine, const RescaleInstruction& op) {
  collect_unary(list, machine, op);
}

void collect(AccessList& list, const Machine& machine, const LookupInstruction& op) {
  collect_unary(list, machine, op);
  list.add(Space::parameters, false,
           range(machine.parameter_words, op.table_base, natural(table_words(machine))));
}

}  // namespace

std::vector<Access> footprint(const Machine& machine, const Instruction& instruction) {
  AccessList list(machine);
  std::visit([&](const auto& op) { collect(list, machine, op); }, instruction.operands);
  return list.take();
}

}  // namespace isomer
