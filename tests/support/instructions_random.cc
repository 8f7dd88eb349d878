// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include "tests/support/programs_random.h"

namespace isomer::testing {
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

// Sizes, strides and origin of a window that slides over an input, padding included.
template <typename Op>
void fill_window(Random& random, Op& op) {
  op.out_h = random.between(1, 4);
  op.out_w = random.between(1, 5);
  op.kernel_h = random.between(1, 3);
  op.kernel_w = random.between(1, 3);
  op.stride_h = random.between(0, 3);
  op.stride_w = random.between(0, 3);
  op.in_h = random.between(0, 7);
  op.in_w = random.between(0, 8);
  op.iy0 = random.between(-2, 1);
  op.ix0 = random.between(-2, 1);
  if (one_in(random, 16)) op.iy0 = pick(random, {-512, 511});
  if (one_in(random, 16)) op.ix0 = pick(random, {-512, 511});
}

// Distances of rows and planes: dense, sparse or absurd.
int pitch(Random& random, int dense, int most) {
  if (one_in(random, 8)) return random.between(0, most);
  return std::min(dense + random.between(0, 3), most);
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
  for (std::size_t i = 0; i < count; ++i)
    bytes.push_back(static_cast<std::byte>(
        one_in(random, 3) ? pick(random, {0, 1, 0x7f, 0x80, 0xff}) : random.between(0, 255)));
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

Mac random_mac(Random& random, const Machine& machine) {
  Mac mac;
  fill_window(random, mac);
  mac.mode = random.between(0, 2);
  mac.x_signed = random.between(0, 1);
  mac.mapping = one_in(random, 3) ? 1 : 0;
  mac.x_base = address(random, machine.activation_words());
  mac.x_last = bank(random, machine);
  mac.x_pitch = pitch(random, mac.in_w, 0xfff);
  mac.x_plane = pitch(random,
                      mac.mapping == 1 ? random.between(1, machine.rows)
                                       : mac.in_h * mac.x_pitch % machine.activation_words(),
                      0xffff);
  mac.groups_in = random.between(1, 2);
  mac.groups_out = random.between(1, 2);
  mac.w_base = address(random, machine.weight_words);
  mac.acc_base = address(random, 2 * machine.accumulator_entries);
  mac.bias_base = address(random, machine.parameter_words);
  mac.bias_shift =
      one_in(random, 4) ? pick(random, {0, 15, 16, 17, 31, 32, 63}) : random.between(0, 16);
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
  post.groups = random.between(1, 3);
  post.out_h = random.between(1, 4);
  post.out_w = random.between(1, 5);
  post.y_base = address(random, machine.activation_words());
  post.y_last = bank(random, machine);
  post.y_pitch = pitch(random, post.out_w, 0xfff);
  post.y_plane = pitch(random, post.out_h * post.y_pitch % machine.activation_words(), 0xffff);
  post.raw = one_in(random, 5) ? 1 : 0;
  post.rounding = random.between(0, 3);
  post.s1 =
      one_in(random, 4) ? pick(random, {-64, -9, -1, 0, 1, 31, 32, 33, 63}) : random.between(0, 14);
  post.n1 = one_in(random, 4) ? random.between(1, 24) : 24;
  const int range = random.between(0, 4);
  post.lo = range == 0 ? -128 : range == 4 ? random.between(-65536, 65535) : 0;
  post.affine_base = random.between(0, 0xfff);  // stages that are off have no effect
  post.s2 = random.between(-64, 63);
  post.e1 = random.between(0, 15);
  post.hi = range == 0 ? 127 : range == 1 ? 255 : random.between(range == 4 ? -65536 : 0, 65535);
  return post;
}

MaxPoolInstruction random_max_pool(Random& random, const Machine& machine) {
  MaxPoolInstruction pool;
  fill_window(random, pool);
  pool.x_base = address(random, machine.activation_words());
  pool.x_last = bank(random, machine);
  pool.x_pitch = pitch(random, pool.in_w, 0xfff);
  pool.x_plane = pitch(random, pool.in_h * pool.x_pitch % machine.activation_words(), 0xffff);
  pool.x_signed = random.between(0, 1);
  pool.groups = random.between(1, 3);
  pool.y_base = address(random, machine.activation_words());
  pool.y_last = bank(random, machine);
  pool.y_pitch = pitch(random, pool.out_w, 0xfff);
  pool.y_plane = pitch(random, pool.out_h * pool.y_pitch % machine.activation_words(), 0xffff);
  return pool;
}

}  // namespace isomer::testing
