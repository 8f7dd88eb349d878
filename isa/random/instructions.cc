// SPDX-License-Identifier: Apache-2.0

#include "isa/random/instructions.h"

#include <algorithm>
#include <bit>
#include <iterator>

#include "isa/hardware/features.h"
#include "isa/instructions/codec.h"
#include "isa/instructions/footprint.h"
#include "isa/random/rounding.h"

namespace isomer {
namespace {

// One of the values.
int pick(Random& random, std::initializer_list<int> values) {
  return *std::next(values.begin(), random.between(0, static_cast<int>(values.size()) - 1));
}

bool one_in(Random& random, int n) { return random.between(1, n) == 1; }

// A word address: often close to either end of the memory, so that what follows wraps.
int address(Random& random, int words) {
  if (one_in(random, 4)) return words - random.between(1, std::min(words, 4));
  if (one_in(random, 8)) return random.between(0, 3);
  return random.between(0, words - 1);
}

int bank(Random& random, const Machine& machine) {
  return random.between(0, machine.activation_banks - 1);
}

// Sizes, strides and origin of a window that slides over an input, padding included: mostly small,
// at times anywhere in the fields.
template <typename Op>
void fill_window(Random& random, Op& op) {
  const auto size = [&](int usual, int most) {
    return random.between(0, one_in(random, 6) ? most : usual);
  };
  op.out_h = random.between(1, 4);
  op.out_w = random.between(1, 5);
  op.kernel_h = std::max(1, size(3, 31));
  op.kernel_w = std::max(1, size(3, 31));
  if (op.kernel_h * op.kernel_w > 60) op.out_h = 1;
  op.stride_h = size(3, 15);
  op.stride_w = size(3, 15);
  op.in_h = size(7, 60);
  op.in_w = size(8, 80);
  if (one_in(random, 8)) op.in_h = random.between(0, 1023);
  if (one_in(random, 8)) op.in_w = random.between(0, 1023);
  op.iy0 = one_in(random, 8) ? random.between(-512, 511) : random.between(-2, 1);
  op.ix0 = one_in(random, 8) ? random.between(-512, 511) : random.between(-2, 1);
  if (one_in(random, 16)) op.iy0 = pick(random, {-512, 511});
  if (one_in(random, 16)) op.ix0 = pick(random, {-512, 511});
}

// Groups of channels or planes; at times as many as 8 bits count, of few pixels.
template <typename Op>
int random_groups(Random& random, Op& op, int usual) {
  if (!one_in(random, 10)) return random.between(1, usual);
  const int groups = random.between(1, 255);
  if (groups > 20) op.out_h = 1, op.out_w = random.between(1, 2);
  return groups;
}

// Distances of rows and planes: dense, sparse or absurd.
int pitch(Random& random, int dense, int most) {
  if (one_in(random, 8)) return random.between(0, most);
  return std::min(dense + random.between(0, 3), most);
}

// A value of a field that the machine has the units for.
int available_value(Random& random, const Machine& machine, Feature feature) {
  const std::uint32_t values = available(machine, feature);
  int n = random.between(1, std::popcount(values));
  int value = -1;
  while (n > 0) n -= static_cast<int>((values >> ++value) & 1);
  return value;
}

bool has(const Machine& machine, Feature feature) { return (available(machine, feature) & 2) != 0; }

// Mostly small ones; those around zero, the width of an accumulator and the limits of the field
// each have their share.
int random_shift(Random& random) {
  switch (random.between(0, 7)) {
    case 0:
      return random.between(-64, 63);
    case 1:
      return pick(random, {-64, -9, 31, 32, 33, 47, 48, 49, 63});
    case 2:
    case 3:
      return random.between(-9, 2);
    default:
      return random.between(0, 14);
  }
}

// Bounds of a result: those of a format of the machine, or absurd ones.
template <typename Op>
void fill_bounds(Random& random, const Machine& machine, Op& op) {
  const int most = (1 << machine.operand_bits) - 1;
  const int range = random.between(0, 4);
  op.lo = range == 0 ? -(most + 1) / 2 : range == 4 ? random.between(-65536, 65535) : 0;
  op.hi = range == 0   ? most / 2
          : range == 1 ? most
                       : random.between(range == 4 ? -65536 : 0, 65535);
  if (one_in(random, 12)) op.hi = -random.between(1, 65536);  // at times below lo
}

// Where an operand of that many rows of op.out_w words lies.
struct Place {
  int base, last, pitch, plane;
};
Place place(Random& random, const Machine& machine, int rows, int width) {
  Place result{};
  result.base = address(random, machine.activation_words());
  result.last = bank(random, machine);
  result.pitch = pitch(random, width, 0xfff);
  result.plane = pitch(random, rows * result.pitch % machine.activation_words(), 0xffff);
  return result;
}
template <typename Op>
void fill_x(Random& random, const Machine& machine, Op& op, int rows, int width) {
  const Place x = place(random, machine, rows, width);
  op.x_base = x.base, op.x_last = x.last, op.x_pitch = x.pitch, op.x_plane = x.plane;
}
template <typename Op>
void fill_r(Random& random, const Machine& machine, Op& op) {
  const Place r = place(random, machine, op.out_h, op.out_w);
  op.r_base = r.base, op.r_last = r.last, op.r_pitch = r.pitch, op.r_plane = r.plane;
  op.r_signed = random.between(0, 1);
  op.e1 = one_in(random, 2) ? random.between(0, 15) : 0;
  op.e2 = one_in(random, 2) ? random.between(0, 15) : 0;
}
template <typename Op>
void fill_y(Random& random, const Machine& machine, Op& op) {
  const Place y = place(random, machine, op.out_h, op.out_w);
  op.y_base = y.base, op.y_last = y.last, op.y_pitch = y.pitch, op.y_plane = y.plane;
}

// The part that the operations on stored tensors share.
template <typename Op>
Op random_elementwise(Random& random, const Machine& machine) {
  Op op;
  op.out_h = random.between(1, 4);
  op.out_w = random.between(1, 5);
  op.groups = random_groups(random, op, 3);
  fill_x(random, machine, op, op.out_h, op.out_w);
  fill_y(random, machine, op);
  return op;
}
template <typename Op>
void fill_result(Random& random, const Machine& machine, Op& op) {
  op.x_signed = random.between(0, 1);
  op.rounding = available_value(random, machine, Feature::rounding);
  op.s = random_shift(random);
  fill_bounds(random, machine, op);
  if (one_in(random, 3)) stress_rounding(random, op);
}

// The part that load and store share; keeps every line below `lines`.
template <typename Transfer>
void fill_shape(Random& random, Transfer& transfer, int word_bytes, int words, int lines) {
  const auto row_lines = [&] { return (transfer.words * word_bytes + 15) / 16; };
  transfer.words = random.between(1, std::min(12, words));
  transfer.rows = random.between(1, 4);
  transfer.planes = random.between(1, 3);
  transfer.row_stride = row_lines() + random.between(0, 2);
  transfer.plane_stride = transfer.rows * transfer.row_stride + random.between(0, 2);
  const auto extent = [&] {
    return (transfer.planes - 1) * transfer.plane_stride +
           (transfer.rows - 1) * transfer.row_stride + row_lines();
  };
  while (extent() > lines) {
    transfer.words = (transfer.words + 1) / 2;
    transfer.rows = transfer.planes = 1;
  }
  transfer.offset = random.between(0, lines - extent());
  transfer.local = address(random, words);
  transfer.local_row = pitch(random, transfer.words, 0xffff);
  transfer.local_plane = pitch(random, transfer.rows * transfer.local_row % words, 0xffff);
}

}  // namespace

std::vector<std::byte> random_bytes(Random& random, std::size_t count) {
  std::vector<std::byte> bytes;
  const auto add = [&](int value) { bytes.push_back(static_cast<std::byte>(value & 0xff)); };
  while (bytes.size() < count) {
    if (one_in(random, 6)) {  // of 16 bits: extremes, those of a decoded weight, next to nothing
      const int value = pick(random, {0x7fff, 0x7ffe, 0x8000, 0x8001, 0x01ff, 0x0200, 0xfe00, 0, 1,
                                      2, 3, 4, 0xffff, 0xfffe, 0xfffd, 0xfffc});
      add(value);
      add(value >> 8);
    } else {
      add(one_in(random, 3) ? pick(random, {0, 1, 0x7e, 0x7f, 0x80, 0x81, 0xfe, 0xff})
                            : random.between(0, 255));
    }
  }
  bytes.resize(count);
  return bytes;
}

Load random_load(Random& random, const Machine& machine, int segment, int lines) {
  Load load{.memory = random.between(0, 2), .segment = segment};
  switch (static_cast<Memory>(load.memory)) {
    case Memory::activations:
      fill_shape(random, load, machine.activation_word_bytes(), machine.activation_words(), lines);
      break;
    case Memory::weights:
      fill_shape(random, load, machine.weight_word_bytes(), machine.weight_words, lines);
      break;
    case Memory::parameters:
      fill_shape(random, load, machine.parameter_word_bytes(), machine.parameter_words, lines);
      break;
  }
  load.last_bank = bank(random, machine);
  return load;
}

Store random_store(Random& random, const Machine& machine, int segment, int lines) {
  Store store{.segment = segment};
  fill_shape(random, store, machine.activation_word_bytes(), machine.activation_words(), lines);
  store.last_bank = bank(random, machine);
  return store;
}

Mac mac_for(const Machine& machine) {
  const bool has_integers = (available(machine, Feature::decoder) & 1) != 0;
  return {.decoder = static_cast<int>(has_integers ? Decoder::integer : Decoder::pot),
          .stored_bits = machine.operand_bits == 16 ? 4 : 3};
}

Mac random_mac(Random& random, const Machine& machine) {
  Mac mac = mac_for(machine);
  fill_window(random, mac);
  mac.mode = random.between(0, 2);
  mac.x_signed = random.between(0, 1);
  mac.mapping = one_in(random, 3) ? 1 : 0;
  if (!one_in(random, 3)) mac.mapping = available_value(random, machine, Feature::mapping);
  if (!one_in(random, 3)) {
    mac.decoder = available_value(random, machine, Feature::decoder);
    mac.stored_bits = available_value(random, machine, Feature::stored_bits);
  }
  if (has(machine, Feature::decoder_argument)) mac.decoder_argument = random.between(0, 0xfff);
  const bool is_packed = mac.mapping == static_cast<int>(Mapping::packed);
  fill_x(random, machine, mac, mac.in_h, mac.in_w);
  if (is_packed) mac.x_plane = pitch(random, random.between(1, machine.rows), 0xffff);
  const bool is_diagonal = mac.mapping == static_cast<int>(Mapping::diagonal);
  mac.groups_in = random.between(1, is_diagonal ? 1 + machine.columns / machine.rows : 2);
  if (one_in(random, 12)) mac.groups_in = random.between(3, 8);  // for a diagonal too many
  mac.groups_out = random.between(1, one_in(random, 4) ? 5 : 2);
  if (one_in(random, 24)) {
    mac.kernel_h = mac.kernel_w = mac.groups_in = mac.out_h = 1;
    mac.groups_out = random.between(1, 255);
  }
  mac.w_base = address(random, machine.weight_words);
  mac.acc_base = address(random, 2 * machine.accumulator_entries);
  mac.bias_base = address(random, machine.parameter_words);
  mac.bias_shift =
      one_in(random, 4) ? pick(random, {0, 15, 16, 17, 31, 32, 47, 48, 63}) : random.between(0, 16);
  if (one_in(random, 8)) mac.bias_shift = random.between(0, 63);
  if (one_in(random, 8)) {  // nothing but biases: small accumulators
    mac.mode = one_in(random, 4) ? 0 : 1;
    mac.in_h = 0;
    mac.bias_shift = random.between(0, 2);
  }
  if (one_in(random, 8)) {  // few passes over many pixels: more than the accumulators have entries
    mac.kernel_h = mac.kernel_w = mac.groups_in = mac.groups_out = 1;
    mac.out_h = random.between(1, 8);
    mac.out_w = random.between(1, 8);
  }
  return mac;
}

Post random_post(Random& random, const Machine& machine) {
  Post post;
  post.acc_base = address(random, 2 * machine.accumulator_entries);
  post.out_h = random.between(1, 4);
  post.out_w = random.between(1, 5);
  post.groups = random_groups(random, post, 3);
  fill_y(random, machine, post);
  post.raw = one_in(random, 5) ? 1 : 0;
  post.rounding = available_value(random, machine, Feature::rounding);
  post.s1 = random_shift(random);
  post.n1 = one_in(random, 4) ? random.between(1, 24) : 24;
  fill_bounds(random, machine, post);
  post.affine_base = random.between(0, 0xfff);
  post.s_b = random.between(0, 31);
  post.s2 = random_shift(random);
  post.n2 = one_in(random, 4) ? random.between(1, 16) : 16;
  post.s3 = random_shift(random);
  fill_r(random, machine, post);
  if (has(machine, Feature::affine)) post.affine = random.between(0, 1);
  if (has(machine, Feature::add)) post.add = random.between(0, 1);
  if (one_in(random, 3)) stress_rounding(random, machine, post);
  return post;
}

MaxPoolInstruction random_max_pool(Random& random, const Machine& machine) {
  MaxPoolInstruction pool;
  fill_window(random, pool);
  fill_x(random, machine, pool, pool.in_h, pool.in_w);
  pool.x_signed = random.between(0, 1);
  pool.groups = pool.kernel_h * pool.kernel_w > 60 ? 1 : random.between(1, 3);
  if (pool.kernel_h * pool.kernel_w == 1) pool.groups = random_groups(random, pool, 3);
  fill_y(random, machine, pool);
  return pool;
}

AveragePoolInstruction random_average_pool(Random& random, const Machine& machine) {
  AveragePoolInstruction pool;
  fill_window(random, pool);
  if (one_in(random, 4)) {  // a global average
    pool.out_h = pool.out_w = 1;
    pool.kernel_h = random.between(1, 40);
    pool.kernel_w = random.between(1, 8);
    pool.in_h = pool.kernel_h;
    pool.in_w = pool.kernel_w;
  }
  fill_x(random, machine, pool, pool.in_h, pool.in_w);
  pool.x_signed = random.between(0, 1);
  pool.groups = pool.kernel_h * pool.kernel_w > 60 ? 1 : random.between(1, 3);
  if (pool.kernel_h * pool.kernel_w == 1) pool.groups = random_groups(random, pool, 3);
  fill_y(random, machine, pool);
  pool.multiplier = one_in(random, 3) ? pick(random, {0, 1, 0x7fff}) : random.between(1, 0x7fff);
  pool.rounding = available_value(random, machine, Feature::rounding);
  pool.s = one_in(random, 2)   ? random.between(8, 20)
           : one_in(random, 2) ? edge_shift(random)
                               : random_shift(random);
  pool.y_bits = one_in(random, 3) ? random.between(1, 16) : machine.operand_bits;
  pool.y_signed = random.between(0, 1);
  return pool;
}

AddInstruction random_add(Random& random, const Machine& machine) {
  auto op = random_elementwise<AddInstruction>(random, machine);
  fill_result(random, machine, op);
  fill_r(random, machine, op);
  return op;
}

MultiplyInstruction random_multiply(Random& random, const Machine& machine) {
  auto op = random_elementwise<MultiplyInstruction>(random, machine);
  fill_result(random, machine, op);
  const Place r = place(random, machine, op.out_h, op.out_w);
  op.r_base = r.base, op.r_last = r.last, op.r_pitch = r.pitch, op.r_plane = r.plane;
  op.r_signed = random.between(0, 1);
  return op;
}

RescaleInstruction random_rescale(Random& random, const Machine& machine) {
  auto op = random_elementwise<RescaleInstruction>(random, machine);
  fill_result(random, machine, op);
  return op;
}

LookupInstruction random_lookup(Random& random, const Machine& machine) {
  auto op = random_elementwise<LookupInstruction>(random, machine);
  op.table_base = address(random, machine.parameter_words);
  op.y_signed = random.between(0, 1);
  return op;
}

bool overlaps_itself(const Machine& machine, const Operands& operands) {
  if (queue_of({.operands = operands}) != Queue::post) return false;
  const std::vector<Access> accesses = footprint(machine, {.operands = operands});
  return std::any_of(accesses.begin(), accesses.end(), [&](const Access& x) {
    return std::any_of(accesses.begin(), accesses.end(), [&](const Access& y) {
      return !x.is_write && y.is_write && x.space == y.space && x.first < y.first + y.count &&
             y.first < x.first + x.count;
    });
  });
}

}  // namespace isomer
