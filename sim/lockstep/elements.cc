// SPDX-License-Identifier: Apache-2.0
#include "sim/lockstep/elements.h"

#include "isa/hardware/bank_lock.h"
#include "sim/machine/layout.h"

namespace isomer {
namespace {

using Visit = std::function<void(const WrittenWord&)>;

std::uint64_t wrapped(std::int64_t address, int words) {
  return static_cast<std::uint64_t>(address & (words - 1));
}

// Calls visit(plane, row, column, local address).
template <typename Transfer, typename VisitWord>
void for_each_word(const Transfer& transfer, const VisitWord& visit) {
  for (int p = 0; p < transfer.planes; ++p)
    for (int r = 0; r < transfer.rows; ++r)
      for (int w = 0; w < transfer.words; ++w)
        visit(p, r, w,
              transfer.local + std::int64_t{p} * transfer.local_plane +
                  std::int64_t{r} * transfer.local_row + w);
}

void list(const Machine&, const Halt&, const Visit&) {}
void list(const Machine&, const Sync&, const Visit&) {}

void list(const Machine& machine, const Load& load, const Visit& visit) {
  const auto memory = static_cast<Memory>(load.memory);
  const BankLock lock(machine, load.local, load.last_bank);
  for_each_word(load, [&](int p, int r, int w, std::int64_t local) {
    WrittenWord word{.group = p, .row = r, .column = w};
    switch (memory) {
      case Memory::activations:
        word.word = wrapped(local, machine.activation_words());
        if (!lock.holds(word.word)) return;
        break;
      case Memory::weights:
        word.space = Space::weights;
        word.word = wrapped(local, machine.weight_words);
        break;
      case Memory::parameters:
        word.space = Space::parameters;
        word.word = wrapped(local, machine.parameter_words);
        break;
    }
    visit(word);
  });
}

void list(const Machine& machine, const Store& store, const Visit& visit) {
  for_each_word(store, [&](int p, int r, int w, std::int64_t) {
    const auto u64 = [](std::int32_t value) { return static_cast<std::uint64_t>(value); };
    const std::uint64_t line =
        u64(store.offset) + u64(p) * u64(store.plane_stride) + u64(r) * u64(store.row_stride);
    visit({.space = Space::device,
           .segment = store.segment,
           .word = kLineBytes * line + u64(w) * u64(machine.activation_word_bytes()),
           .group = p,
           .row = r,
           .column = w});
  });
}

void list(const Machine& machine, const Mac& mac, const Visit& visit) {
  const int entries = machine.accumulator_entries;
  std::int64_t index = mac.acc_base;
  for (int g = 0; g < mac.groups_out; ++g)
    for (int oy = 0; oy < mac.out_h; ++oy)
      for (int ox = 0; ox < mac.out_w; ++ox, ++index)
        visit({.space = Space::accumulators,
               .word = static_cast<std::uint64_t>(mac.acc_base & entries) | wrapped(index, entries),
               .group = g,
               .row = oy,
               .column = ox});
}

// Planes first .. first + count - 1 of output words in activations, of each the lowest `lanes`.
template <typename Op>
void list_output(const Machine& machine, const Op& op, int first, int count, int lanes,
                 const Visit& visit) {
  const BankLock lock(machine, op.y_base, op.y_last);
  for (int g = first; g < first + count; ++g) {
    for (int oy = 0; oy < op.out_h; ++oy) {
      for (int ox = 0; ox < op.out_w; ++ox) {
        const std::uint64_t word =
            wrapped(op.y_base + std::int64_t{g} * op.y_plane + std::int64_t{oy} * op.y_pitch + ox,
                    machine.activation_words());
        if (lock.holds(word))
          visit({.word = word, .group = g, .row = oy, .column = ox, .lanes = lanes});
      }
    }
  }
}

void list(const Machine& machine, const Post& post, const Visit& visit) {
  const int planes = post.raw != 0 ? machine.raw_elements() : 1;  // of one group of R channels
  const int whole_planes = planes * (post.groups * machine.columns / machine.rows);
  const int rest = post.groups * machine.columns % machine.rows;
  list_output(machine, post, 0, whole_planes, machine.rows, visit);
  if (rest != 0) list_output(machine, post, whole_planes, planes, rest, visit);
}

// Pooling and the operations on stored tensors write whole words.
template <typename Vector>
void list(const Machine& machine, const Vector& op, const Visit& visit) {
  list_output(machine, op, 0, op.groups, machine.rows, visit);
}

}  // namespace

void for_each_written(const Machine& machine, const Operands& operands, const Visit& visit) {
  std::visit([&](const auto& fields) { list(machine, fields, visit); }, operands);
}

ElementFormat element_format(const Machine& machine, Space space) {
  switch (space) {
    case Space::weights:
      return {machine.columns, machine.element_bytes()};
    case Space::parameters:
      return {machine.columns, 2};
    case Space::accumulators:
      return {machine.columns, machine.accumulator_bits == 32 ? 4 : 8};
    case Space::activations:
    case Space::device:
      break;
  }
  return {machine.rows, machine.element_bytes()};
}

std::int64_t read_element(const std::byte* bytes, int count, bool is_signed) {
  std::uint64_t value = 0;
  for (int i = count - 1; i >= 0; --i)
    value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
  const int unused = 64 - 8 * count;
  return is_signed ? static_cast<std::int64_t>(value << unused) >> unused
                   : static_cast<std::int64_t>(value);
}

}  // namespace isomer
