// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/footprint.h"

#include <algorithm>

#include "isa/instructions/word_set.h"

namespace isomer {
namespace {

using Words = std::uint64_t;
using Run = WordSet::Run;

// Every sum of one element of each of three sets: the shape of all addressing.
struct Nest {
  std::vector<Words> planes;
  std::vector<Words> rows;
  WordSet columns;

  Nest(Words size) : columns(size) {}
};

std::vector<Words> multiples(int count, int stride) {
  std::vector<Words> result;
  for (Words i = 0; i < static_cast<Words>(count); ++i)
    result.push_back(i * static_cast<Words>(stride));
  return result;
}

// Base + plane + row + column for all of them, modulo the size. Equal starts are visited once, so
// the work is bounded by the memory and not by the loops.
WordSet sums(Words size, Words base, const Nest& nest) {
  WordSet starts(size);
  for (const Words plane : nest.planes)
    for (const Words row : nest.rows) starts.add(base + plane + row, 1);
  const std::vector<Run> columns = nest.columns.runs();
  WordSet result(size);
  for (const Run& start : starts.runs())
    for (const Run& column : columns)
      result.add(start.first + column.first, start.count + column.count - 1);
  return result;
}

// The input coordinates o * stride + k + origin that exist, ascending and each once.
std::vector<Words> input_coordinates(int outputs, int kernel, int stride, int origin, int limit) {
  std::vector<bool> exists(static_cast<std::size_t>(limit));
  for (int o = 0; o < outputs; ++o)
    for (int k = 0; k < kernel; ++k)
      if (const int at = o * stride + k + origin; 0 <= at && at < limit)
        exists[static_cast<std::size_t>(at)] = true;
  std::vector<Words> result;
  for (std::size_t at = 0; at < exists.size(); ++at)
    if (exists[at]) result.push_back(at);
  return result;
}

// Collects the accesses of one instruction.
class Collector {
 public:
  explicit Collector(const Machine& machine) : machine_(machine) {}

  WordSet activations() const { return WordSet(activation_words()); }
  Words activation_words() const { return static_cast<Words>(machine_.activation_words()); }

  void add(Space space, bool is_write, const WordSet& words) {
    for (const Run& run : words.runs())
      accesses_.push_back(
          {.space = space, .is_write = is_write, .first = run.first, .count = run.count});
  }

  void add(Space space, bool is_write, int size, Words first, Words count) {
    WordSet words(static_cast<Words>(size));
    words.add(first, count);
    add(space, is_write, words);
  }

  // Splits at the edges of the locked banks: from the bank of word `base` upward to bank `last`.
  void add_activations(bool is_write, const WordSet& words, std::int32_t base, std::int32_t last) {
    const auto banks = static_cast<Words>(machine_.activation_banks);
    const auto bank_words = static_cast<Words>(machine_.activation_bank_words);
    const Words first_bank = static_cast<Words>(base) / bank_words % banks;
    const Words locked = (static_cast<Words>(last) - first_bank) % banks + 1;
    for (const Run& run : words.runs()) {
      for (Words at = run.first, end = run.first + run.count; at < end;) {
        const Words bank = at / bank_words;
        const bool outside = (bank - first_bank) % banks >= locked;
        const Words stop = std::min(end, (bank + 1) * bank_words);
        append({.is_write = is_write, .outside_lock = outside, .first = at, .count = stop - at});
        at = stop;
      }
    }
  }

  // Lines of device memory: `count` lines at first + i * stride for both loops.
  void add_device(bool is_write, int segment, Words first, Words lines, int rows, Words row_stride,
                  int planes, Words plane_stride) {
    std::vector<Run> runs;
    for (Words p = 0; p < static_cast<Words>(planes); ++p)
      for (Words r = 0; r < static_cast<Words>(rows); ++r) {
        const Words at = first + p * plane_stride + r * row_stride;
        if (!runs.empty() && runs.back().first <= at && at <= runs.back().first + runs.back().count)
          runs.back().count = std::max(runs.back().count, at + lines - runs.back().first);
        else
          runs.push_back({at, lines});
      }
    std::sort(runs.begin(), runs.end(),
              [](const Run& a, const Run& b) { return a.first < b.first; });
    for (const Run& run : runs)
      append({.space = Space::device,
              .segment = segment,
              .is_write = is_write,
              .first = run.first,
              .count = run.count});
  }

  std::vector<Access> take() { return std::move(accesses_); }

 private:
  // Joins the access to the one before when they touch; both ascend.
  void append(const Access& access) {
    if (!accesses_.empty()) {
      Access& last = accesses_.back();
      const bool same_kind = last.space == access.space && last.segment == access.segment &&
                             last.is_write == access.is_write &&
                             last.outside_lock == access.outside_lock;
      if (same_kind && last.first <= access.first && access.first <= last.first + last.count) {
        last.count = std::max(last.count, access.first + access.count - last.first);
        return;
      }
    }
    accesses_.push_back(access);
  }

  const Machine& machine_;
  std::vector<Access> accesses_;
};

// The accumulators acc_base + n for n < count, wrapped inside their bank.
void add_accumulators(Collector& out, const Machine& machine, bool is_write, std::int32_t acc_base,
                      Words count) {
  const auto entries = static_cast<Words>(machine.accumulator_entries);
  const Words bank = static_cast<Words>(acc_base) / entries % 2;
  WordSet in_bank(entries);
  in_bank.add(static_cast<Words>(acc_base), count);
  WordSet words(2 * entries);
  for (const Run& run : in_bank.runs()) words.add(bank * entries + run.first, run.count);
  out.add(Space::accumulators, is_write, words);
}

// The words y_base + plane + oy * y_pitch + ox of an output.
WordSet output_words(const Collector& out, std::int32_t y_base, int planes, std::int32_t y_plane,
                     std::int32_t out_h, std::int32_t y_pitch, std::int32_t out_w) {
  Nest nest(out.activation_words());
  nest.planes = multiples(planes, y_plane);
  nest.rows = multiples(out_h, y_pitch);
  nest.columns.add(0, static_cast<Words>(out_w));
  return sums(out.activation_words(), static_cast<Words>(y_base), nest);
}

// Rows of input coordinates times the pitch.
std::vector<Words> input_rows(const std::vector<Words>& coordinates, std::int32_t pitch) {
  std::vector<Words> rows;
  for (const Words iy : coordinates) rows.push_back(iy * static_cast<Words>(pitch));
  return rows;
}

void collect(Collector&, const Machine&, const Halt&) {}
void collect(Collector&, const Machine&, const Sync&) {}

// Load and store: `local` words in `space`, lines of the device; only the directions differ.
template <typename Op>
void collect_transfer(Collector& out, const Op& op, Space space, int size, int word_bytes,
                      bool is_load) {
  Nest nest(static_cast<Words>(size));
  nest.planes = multiples(op.planes, op.local_plane);
  nest.rows = multiples(op.rows, op.local_row);
  nest.columns.add(0, static_cast<Words>(op.words));
  const WordSet words = sums(static_cast<Words>(size), static_cast<Words>(op.local), nest);
  const Words lines = (static_cast<Words>(op.words) * static_cast<Words>(word_bytes) + 15) / 16;
  const auto add_local = [&] {
    if (space == Space::activations)
      out.add_activations(is_load, words, op.local, op.last_bank);
    else
      out.add(space, is_load, words);
  };
  if (!is_load) add_local();
  out.add_device(!is_load, op.segment, static_cast<Words>(op.offset), lines, op.rows,
                 static_cast<Words>(op.row_stride), op.planes, static_cast<Words>(op.plane_stride));
  if (is_load) add_local();
}

void collect(Collector& out, const Machine& machine, const Load& op) {
  switch (static_cast<Memory>(op.memory)) {
    case Memory::activations:
      return collect_transfer(out, op, Space::activations, machine.activation_words(),
                              machine.activation_word_bytes(), true);
    case Memory::weights:
      return collect_transfer(out, op, Space::weights, machine.weight_words,
                              machine.weight_word_bytes(), true);
    case Memory::parameters:
      return collect_transfer(out, op, Space::parameters, machine.parameter_words,
                              machine.parameter_word_bytes(), true);
  }
}

void collect(Collector& out, const Machine& machine, const Store& op) {
  collect_transfer(out, op, Space::activations, machine.activation_words(),
                   machine.activation_word_bytes(), false);
}

// The words of a row that packed vectors start in, and the next ones where they are unaligned.
void add_packed_columns(WordSet& columns, const Mac& op, Words row_elements) {
  for (Words ox = 0; ox < static_cast<Words>(op.out_w); ++ox)
    for (Words kx = 0; kx < static_cast<Words>(op.kernel_w); ++kx) {
      const Words element = ox * static_cast<Words>(op.x_plane) + kx * row_elements;
      columns.add(element / row_elements, element % row_elements == 0 ? 1 : 2);
    }
}

void collect(Collector& out, const Machine& machine, const Mac& op) {
  const auto rows = static_cast<Words>(machine.rows);
  Nest nest(out.activation_words());
  nest.rows = input_rows(input_coordinates(op.out_h, op.kernel_h, op.stride_h, op.iy0, op.in_h),
                         op.x_pitch);
  if (static_cast<Mapping>(op.mapping) == Mapping::packed) {
    nest.planes = {0};
    add_packed_columns(nest.columns, op, rows);
  } else {
    nest.planes = multiples(op.groups_in, op.x_plane);
    for (const Words ix : input_coordinates(op.out_w, op.kernel_w, op.stride_w, op.ix0, op.in_w))
      nest.columns.add(ix, 1);
  }
  out.add_activations(false, sums(out.activation_words(), static_cast<Words>(op.x_base), nest),
                      op.x_base, op.x_last);

  const Words groups_out = static_cast<Words>(op.groups_out);
  const Words passes = groups_out * static_cast<Words>(op.groups_in) *
                       static_cast<Words>(op.kernel_h) * static_cast<Words>(op.kernel_w);
  out.add(Space::weights, false, machine.weight_words, static_cast<Words>(op.w_base),
          passes * rows);
  const auto mode = static_cast<AccumulateMode>(op.mode);
  if (mode == AccumulateMode::bias)
    out.add(Space::parameters, false, machine.parameter_words, static_cast<Words>(op.bias_base),
            groups_out);
  const Words entries = groups_out * static_cast<Words>(op.out_h) * static_cast<Words>(op.out_w);
  if (mode == AccumulateMode::accumulate)
    add_accumulators(out, machine, false, op.acc_base, entries);
  add_accumulators(out, machine, true, op.acc_base, entries);
}

void collect(Collector& out, const Machine& machine, const Post& op) {
  add_accumulators(
      out, machine, false, op.acc_base,
      static_cast<Words>(op.groups) * static_cast<Words>(op.out_h) * static_cast<Words>(op.out_w));
  // Channels 0 .. groups * C - 1 meet planes 0 .. planes - 1; the last may be written in part.
  const int planes = (op.groups * machine.columns + machine.rows - 1) / machine.rows;
  const int bytes = op.raw != 0 ? 4 : 1;
  out.add_activations(
      true,
      output_words(out, op.y_base, planes * bytes, op.y_plane, op.out_h, op.y_pitch, op.out_w),
      op.y_base, op.y_last);
}

void collect(Collector& out, const Machine&, const MaxPoolInstruction& op) {
  Nest nest(out.activation_words());
  nest.planes = multiples(op.groups, op.x_plane);
  nest.rows = input_rows(input_coordinates(op.out_h, op.kernel_h, op.stride_h, op.iy0, op.in_h),
                         op.x_pitch);
  for (const Words ix : input_coordinates(op.out_w, op.kernel_w, op.stride_w, op.ix0, op.in_w))
    nest.columns.add(ix, 1);
  out.add_activations(false, sums(out.activation_words(), static_cast<Words>(op.x_base), nest),
                      op.x_base, op.x_last);
  out.add_activations(
      true, output_words(out, op.y_base, op.groups, op.y_plane, op.out_h, op.y_pitch, op.out_w),
      op.y_base, op.y_last);
}

}  // namespace

std::vector<Access> footprint(const Machine& machine, const Instruction& instruction) {
  Collector collector(machine);
  std::visit([&](const auto& op) { collect(collector, machine, op); }, instruction.operands);
  return collector.take();
}

}  // namespace isomer
