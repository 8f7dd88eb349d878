// SPDX-License-Identifier: Apache-2.0
//
// Decoders, depthwise mappings, the whole post chain and the operations on stored tensors against
// numbers worked out by hand from MACHINE.md section 3.
#include <catch2/catch.hpp>

#include "sim/machine/execute.h"
#include "sim/machine/traffic.h"

namespace isomer {
namespace {

// R = C = 2, four banks of four words.
const Machine kMachine = {.name = "two",
                          .rows = 2,
                          .columns = 2,
                          .activation_banks = 4,
                          .activation_bank_words = 4,
                          .weight_words = 16,
                          .accumulator_entries = 4,
                          .parameter_words = 256,
                          .queue_depth = 2,
                          .post_lanes = 2};

Machine shape(int rows, int columns) {
  Machine machine = kMachine;
  machine.rows = rows;
  machine.columns = columns;
  return machine;
}

// 16-bit operands, 48-bit sums.
Machine wide() {
  Machine machine = kMachine;
  machine.operand_bits = 16;
  machine.accumulator_bits = 48;
  return machine;
}

template <typename Value>
std::vector<Value> first(const std::vector<Value>& values, std::size_t count) {
  return {values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count)};
}

using Sums = std::vector<std::int32_t>;
using Bytes = std::vector<std::uint8_t>;

TEST_CASE("mac: codes lie packed, the first one lowest", "[machine][mac]") {
  State state(kMachine);
  state.activations[0] = 1;
  state.activations[1] = 10;
  state.weights[0] = 0b11'01'10'00;  // 2-bit codes: W[0] = 0, -2; W[1] = 1, -1: one word with ...
  state.weights[1] = 0xff;           // ... room for more codes, which it does not use
  state.weights[2] = 0b00'00'00'01;  // the next pass begins with the next word
  reference::execute(state, Mac{.stored_bits = 1, .in_w = 2, .kernel_w = 2});
  CHECK(first(state.accumulators, 2) == Sums{10, -12});

  // An offset of -3, and odd integers.
  reference::execute(state, Mac{.stored_bits = 1, .decoder_argument = 1021});
  CHECK(first(state.accumulators, 2) == Sums{-3 - 20, -5 - 40});
  reference::execute(state, Mac{.decoder = 1, .stored_bits = 1});
  CHECK(first(state.accumulators, 2) == Sums{1 + 30, -3 - 10});
}

TEST_CASE("mac: a table is read from the parameters, powers of two are decoded", "[machine][mac]") {
  State state(kMachine);
  state.activations[0] = 1;
  state.weights[0] = 0xf3;  // 4-bit codes 3 and 15, then 0 and 0
  state.parameters[2 * 5 + 3] = 511;
  state.parameters[2 * 5 + 15] = 0x7e01;  // the low 10 bits count: -511
  reference::execute(state, Mac{.decoder = 2, .stored_bits = 2, .decoder_argument = 5});
  CHECK(first(state.accumulators, 2) == Sums{511, -511});
  reference::execute(state, Mac{.decoder = 3, .stored_bits = 2});
  CHECK(first(state.accumulators, 2) == Sums{4, -64});
}

TEST_CASE("mac: the array keeps O + 2 bits of a weight", "[machine][mac]") {
  State state(kMachine);
  state.activations[0] = 1;
  state.weights[0] = 0x80;
  reference::execute(state, Mac{.decoder_argument = 512});  // -128 - 512 modulo 2^10
  CHECK(state.accumulators[0] == 384);
}

TEST_CASE("mac: the diagonal multiplies each channel by its own weight", "[machine][mac]") {
  State state(shape(2, 4));  // four channels in two planes of two
  state.activations = {1, 2, 3, 4};
  state.activations.resize(32);
  state.weights = {10, 20, 30, 40, 1, 1, 1, 1};  // a pass per plane
  state.weights.resize(64);
  reference::execute(state, Mac{.mapping = 3, .x_plane = 1, .groups_in = 2});
  CHECK(first(state.accumulators, 4) == Sums{10, 40, 3, 4});

  State halves(shape(4, 2));  // two groups of two channels in one plane
  halves.activations = {1, 2, 3, 4};
  halves.activations.resize(64);
  halves.weights = {10, 20, 30, 40};
  halves.weights.resize(32);
  reference::execute(halves, Mac{.mapping = 3, .groups_out = 2});
  CHECK(first(halves.accumulators, 4) == Sums{10, 40, 90, 160});
}

TEST_CASE("mac: the window takes nine pixels in one pass", "[machine][mac]") {
  Machine machine = shape(16, 2);  // words of 16 channels, of which group 1 has numbers 2 and 3
  machine.weight_words = 32;
  State state(machine);
  for (std::size_t pixel = 0; pixel < 16; ++pixel) {
    state.activations[16 * pixel + 2] = static_cast<std::uint8_t>(pixel);
    state.activations[16 * pixel + 3] = 1;
  }
  for (std::size_t t = 0; t < 9; ++t) {  // pass 1 begins behind the nine rows of pass 0
    state.weights[2 * (9 + t)] = 1;
    state.weights[2 * (9 + t) + 1] = static_cast<std::uint8_t>(t);
  }
  Mac mac{.mapping = 2, .x_last = 3, .x_pitch = 4, .in_h = 3, .in_w = 4, .iy0 = -1, .ix0 = -1};
  mac.kernel_h = 7;  // ignored, as are kernel_w and groups_in
  mac.groups_in = 3;
  mac.out_w = 2;
  mac.stride_w = 0;  // counts as 1
  mac.groups_out = 2;
  reference::execute(state, mac);
  // Pixel (0, 0) sees pixels 0, 1, 4, 5 at taps 4, 5, 7, 8; pixel (0, 1) also those to the right.
  CHECK(first(state.accumulators, 8) == Sums{0, 0, 0, 0, 10, 24, 0 + 1 + 2 + 4 + 5 + 6, 33});
  CHECK(traffic_of(state.machine, mac).array_cycles == 4);
}

TEST_CASE("mac: 16-bit operands meet 48-bit sums", "[machine][mac]") {
  State state(wide());
  state.set_activation(0, 0, 0xffff);
  state.set_activation(0, 1, 0x8000);
  for (std::size_t byte = 0; byte < 8; byte += 2) state.weights[byte + 1] = 0x80;  // -2^15 each
  Mac mac{.mode = 2, .stored_bits = 4};
  state.wide_accumulators[1] = -(std::int64_t{1} << 47);
  reference::execute(state, mac);
  CHECK(state.wide_accumulators[0] == -(std::int64_t{0xffff + 0x8000} << 15));
  CHECK(state.wide_accumulators[1] == (std::int64_t{1} << 47) - (std::int64_t{0x17fff} << 15));
  mac.mode = 0;
  mac.x_signed = 1;
  reference::execute(state, mac);
  CHECK(state.wide_accumulators[0] == (std::int64_t{0x8001} << 15));
}

TEST_CASE("post: affine pairs and a residual, each stage rounded once", "[machine][post]") {
  State state(kMachine);
  state.accumulators[0] = 100;
  state.accumulators[1] = -100;
  state.parameters = {3, 5, 2, -1};  // word 0: w, word 1: b
  state.parameters.resize(512);
  state.activations[8] = 7;
  state.activations[9] = 0xff;
  Post post{.s1 = 3, .lo = -128, .hi = 127, .affine = 1, .affine_base = 1};  // its lowest bit is 0
  post.s_b = 4;
  post.s2 = 1;
  reference::execute(state, post);
  // 12.5 -> 13, 39 + 32 = 71, 35.5 -> 36;   -12.5 -> -12, -60 - 16 = -76 -> -38
  CHECK(first(state.activations, 2) == Bytes{36, 0x100 - 38});

  post.add = 1;
  post.r_base = 4;
  post.r_last = 1;
  post.r_signed = 1;
  post.e2 = 2;
  post.s3 = 1;
  reference::execute(state, post);
  CHECK(first(state.activations, 2) == Bytes{(36 + 28) / 2, 0x100 - (38 + 4) / 2});
  post.r_last = 0;  // still bank 1, where the residual begins ...
  post.r_base = 3;  // ... but now a bank below it, and its word is zero
  reference::execute(state, post);
  CHECK(first(state.activations, 2) == Bytes{18, 0x100 - 19});
}

TEST_CASE("post: saturations count elements, a ReLU none", "[machine][post]") {
  State state(kMachine);
  state.accumulators = {1000, -1000, 5, -1};
  state.accumulators.resize(16);
  const Post post{.out_w = 2, .lo = -128, .hi = 127};
  execute(state, post);
  CHECK(state.counts == PostCounts{2, 1000 | 999 | 5});
  state.counts = {};
  Post relu = post;
  relu.lo = 0;
  relu.n1 = 3;  // 5 becomes 3, 1000 becomes 3, -1000 becomes -4: three elements
  reference::execute(state, relu);
  CHECK(state.counts.saturations == 3);
  state.counts = {};
  relu.n1 = 24;
  relu.raw = 1;  // no chain, no saturation
  reference::execute(state, relu);
  CHECK(state.counts == PostCounts{0, 1000 | 999 | 5});
}

TEST_CASE("post: raw accumulators of 48 bits fill three planes", "[machine][post]") {
  State state(wide());
  state.wide_accumulators[0] = 0x123456789abc;
  state.wide_accumulators[1] = -2;
  reference::execute(state, Post{.y_plane = 1, .raw = 1});
  CHECK(first(state.activations, 12) ==
        Bytes{0xbc, 0x9a, 0xfe, 0xff, 0x78, 0x56, 0xff, 0xff, 0x34, 0x12, 0xff, 0xff});
}

TEST_CASE("avg_pool: padding counts as zero", "[machine][average]") {
  State state(kMachine);
  state.activations = {10, 0x80, 7, 0xff};  // two pixels: (10, -128) and (7, -1)
  state.activations.resize(32);
  AveragePoolInstruction pool{.x_signed = 1, .in_w = 2, .kernel_h = 2, .kernel_w = 2};
  pool.y_base = 4;
  pool.y_last = 1;
  pool.multiplier = 3;
  pool.s = 2;
  pool.y_signed = 1;
  execute(state, pool);  // 17 * 3 / 4 = 12.75; -129 * 3 / 4 = -96.75
  CHECK(state.activations[8] == 13);
  CHECK(state.activations[9] == 0x100 - 97);
  CHECK(state.counts.saturations == 0);
  pool.y_bits = 4;
  execute(state, pool);
  CHECK(state.activations[8] == 7);
  CHECK(state.activations[9] == 0xf8);
  CHECK(state.counts.saturations == 2);
}

TEST_CASE("add, multiply and rescale round once and clamp", "[machine][elementwise]") {
  State state(kMachine);
  state.activations = {100, 0xfe, 0, 0, 0, 0, 0, 0, 3, 200};  // x at word 0, r at word 4
  state.activations.resize(32);
  AddInstruction add{.y_base = 8, .y_last = 2, .x_signed = 1, .s = 1, .lo = -128, .hi = 127};
  add.r_base = 4;
  add.r_last = 1;
  add.e2 = 1;
  execute(state, add);  // (100 + 6) / 2, (-2 + 400) / 2 clamped
  CHECK(state.activations[16] == 53);
  CHECK(state.activations[17] == 127);
  MultiplyInstruction multiply{.y_base = 8, .y_last = 2, .x_signed = 1, .s = 3, .lo = -50};
  multiply.hi = 127;
  multiply.r_base = 4;
  multiply.r_last = 1;
  execute(state, multiply);  // 300 / 8 = 37.5; -400 / 8
  CHECK(state.activations[16] == 38);
  CHECK(state.activations[17] == 0x100 - 50);
  execute(state, RescaleInstruction{.y_base = 8, .y_last = 2, .s = -1, .hi = 255});
  CHECK(state.activations[16] == 200);
  CHECK(state.activations[17] == 255);
  CHECK(state.counts.saturations == 2);
}

TEST_CASE("add: x may lie in the banks of r", "[machine][elementwise]") {
  State state(kMachine);
  state.activations[0] = 1;   // word 0, bank 0
  state.activations[8] = 2;   // word 4, bank 1
  state.activations[16] = 4;  // word 8, bank 2
  AddInstruction add{.out_w = 2, .y_base = 12, .y_last = 3, .hi = 255};
  add.x_base = 3;  // bank 0, then word 4 of bank 1, which only the range of r has
  add.r_base = 7;
  add.r_last = 1;  // bank 1 alone: word 8 reads zero
  execute(state, add);
  CHECK(state.activations[26] == 2);
}

TEST_CASE("lookup: the low eight bits choose a pattern", "[machine][lookup]") {
  State state(wide());
  state.set_activation(0, 0, 0x1205);
  state.set_activation(0, 1, 0x0004);
  state.parameters[2 * 10 + 2] = static_cast<std::int16_t>(0x8001);  // patterns 4 and 5
  LookupInstruction op{.y_base = 4, .y_last = 1, .table_base = 10, .y_signed = 1};
  execute(state, op);
  CHECK(state.activation(4, 0, true) == -128);
  CHECK(state.activation(4, 1, true) == 1);
  op.y_signed = 0;
  execute(state, op);
  CHECK(state.activation(4, 0, true) == 128);
}

}  // namespace
}  // namespace isomer
