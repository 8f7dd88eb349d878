// SPDX-License-Identifier: Apache-2.0
//
// The plain instructions against numbers worked out by hand from MACHINE.md section 3.
#include <catch2/catch.hpp>
#include <limits>

#include "isa/program/builder.h"
#include "sim/machine/execute.h"
#include "sim/machine/layout.h"
#include "sim/machine/traffic.h"
#include "tests/support/programs.h"

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
                          .parameter_words = 4,
                          .queue_depth = 2,
                          .post_lanes = 2};

TEST_CASE("mac: a 1x2 kernel over three pixels with padding", "[machine][mac]") {
  State state(kMachine);
  state.activations = {1, 2, 3, 4, 0xff, 6};  // the last pixel is (-1, 6) signed, (255, 6) not
  state.activations.resize(32);
  state.weights = {1, 10, 2, 20, 3, 30, 4, 40};  // pass 0 meets the pixel to the left
  state.weights.resize(32);
  state.parameters = {100, -1};
  state.parameters.resize(8);
  Mac mac{.mode = 1, .x_signed = 1, .in_w = 3, .ix0 = -1, .out_w = 3, .kernel_w = 2};
  mac.bias_shift = 1;
  reference::execute(state, mac);
  // pixel 0: padding, then 1*3 + 2*4; pixel 1: 1*1 + 2*2 + 3*3 + 4*4; pixel 2: 3 + 8 - 3 + 24
  const std::vector<std::int32_t> expected = {211, 108, 230, 298, 232, 318, 0, 0};
  CHECK(std::vector(state.accumulators.begin(), state.accumulators.begin() + 8) == expected);

  mac.mode = 2;
  mac.x_signed = 0;
  reference::execute(state, mac);
  CHECK(state.accumulators[4] == 232 + 3 + 8 + 3 * 255 + 24);
}

TEST_CASE("mac: the accumulator wraps modulo 2^32", "[machine][mac]") {
  State state(kMachine);
  state.activations[0] = 1;
  state.weights[0] = 1;
  state.accumulators[0] = std::numeric_limits<std::int32_t>::max();
  reference::execute(state, Mac{.mode = 2});
  CHECK(state.accumulators[0] == std::numeric_limits<std::int32_t>::min());
}

TEST_CASE("mac: packed rows start between words", "[machine][mac]") {
  State state(kMachine);
  for (std::size_t i = 0; i < state.activations.size(); ++i)
    state.activations[i] = static_cast<std::uint8_t>(i);
  state.weights = {1, 0, 0, 1};
  state.weights.resize(32);
  // Output column ox reads the elements 3*ox and 3*ox + 1 of the row.
  reference::execute(state, Mac{.mapping = 1, .x_last = 3, .x_plane = 3, .out_w = 3});
  const std::vector<std::int32_t> expected = {0, 1, 3, 4, 6, 7};
  CHECK(std::vector(state.accumulators.begin(), state.accumulators.begin() + 6) == expected);
}

TEST_CASE("mac: an unlocked bank reads zero and addresses wrap", "[machine][mac]") {
  State state(kMachine);
  std::fill(state.activations.begin(), state.activations.end(), std::uint8_t{1});
  state.weights[0] = 1;
  Mac mac{.x_base = 15, .x_last = 3, .in_w = 2, .out_w = 2};  // words 15 (bank 3) and 0 (bank 0)
  mac.acc_base = 3;                                           // entries 3 and 0 of bank 0
  reference::execute(state, mac);
  CHECK(state.accumulators[6] == 1);
  CHECK(state.accumulators[0] == 0);
  mac.x_last = 4;  // modulo B: bank 0
  reference::execute(state, mac);
  CHECK(state.accumulators[0] == 1);
  CHECK(state.accumulators[8] == 0);  // never the other bank
}

TEST_CASE("post: rounds, narrows and clamps", "[machine][post]") {
  State state(kMachine);
  state.accumulators[0] = 1000;
  state.accumulators[1] = -3;
  state.activations[0] = 77;
  reference::execute(state, Post{.y_base = 1, .s1 = 1, .lo = -128, .hi = 127});
  CHECK(state.activations[0] == 77);
  CHECK(state.activations[2] == 127);
  CHECK(state.activations[3] == 0xff);  // -1.5 rounds half up to -1
  reference::execute(state, Post{.y_base = 1, .s1 = 1, .n1 = 3, .lo = -128, .hi = 127});
  CHECK(state.activations[2] == 3);
  reference::execute(state, Post{.y_base = 1, .rounding = 3, .s1 = 1, .lo = -128, .hi = 127});
  CHECK(state.activations[3] == 0xfe);
}

TEST_CASE("post: raw spreads the bytes over four planes", "[machine][post]") {
  State state(kMachine);
  state.accumulators[0] = 0x12345678;
  state.accumulators[1] = -2;
  reference::execute(state, Post{.y_base = 1, .y_last = 1, .y_plane = 1, .raw = 1});
  const std::vector<std::uint8_t> expected = {0, 0, 0x78, 0xfe, 0x56, 0xff, 0x34, 0xff, 0x12, 0xff};
  CHECK(std::vector(state.activations.begin(), state.activations.begin() + 10) == expected);
}

TEST_CASE("post: more columns than rows fill several planes, fewer part of one",
          "[machine][post]") {
  Machine wide = kMachine;
  wide.columns = 4;
  State state(wide);
  state.accumulators = {1, 2, 3, 4};
  state.accumulators.resize(32);
  reference::execute(state, Post{.y_plane = 3, .lo = -128, .hi = 127});
  CHECK(state.activations[0] == 1);
  CHECK(state.activations[1] == 2);
  CHECK(state.activations[6] == 3);
  CHECK(state.activations[7] == 4);

  Machine tall = kMachine;
  tall.rows = 4;
  State partial(tall);
  partial.activations = {9, 9, 9, 9};
  partial.activations.resize(64);
  partial.accumulators = {1, 2};
  partial.accumulators.resize(16);
  reference::execute(partial, Post{.lo = -128, .hi = 127});
  CHECK(std::vector(partial.activations.begin(), partial.activations.begin() + 4) ==
        std::vector<std::uint8_t>{1, 2, 9, 9});
}

TEST_CASE("max_pool: skips padding, and an empty window gives the least value",
          "[machine][max_pool]") {
  State state(kMachine);
  state.activations = {1, 0x80, 3, 0xff};  // two pixels: (1, -128) and (3, -1)
  state.activations.resize(32);
  MaxPoolInstruction pool{.x_signed = 1, .in_w = 2, .ix0 = -1, .out_w = 3, .kernel_w = 2};
  pool.stride_w = 2;
  pool.y_base = 4;
  pool.y_last = 1;
  reference::execute(state, pool);
  const std::vector<std::uint8_t> expected = {1, 0x80, 3, 0xff, 0x80, 0x80};
  CHECK(std::vector(state.activations.begin() + 8, state.activations.begin() + 14) == expected);
  pool.x_signed = 0;
  pool.ix0 = 0;
  pool.out_w = 1;
  reference::execute(state, pool);
  CHECK(state.activations[8] == 3);
  CHECK(state.activations[9] == 0xff);
}

// A program of one segment of 64 counting bytes.
State state_with_segment() {
  ProgramBuilder builder(kMachine);
  builder.segment("input", 64, testing::counting_bytes(64));
  State state(kMachine);
  state.load(builder.build());
  return state;
}

TEST_CASE("load: rows start on lines, the rest of a line is ignored", "[machine][load]") {
  State state = state_with_segment();
  Load load{.offset = 1, .words = 2, .rows = 2, .planes = 2};
  load.row_stride = 1;
  load.plane_stride = 1;
  load.local = 3;
  load.local_row = 2;
  load.local_plane = 4;
  load.last_bank = 2;
  REQUIRE(execute(state, load));
  const std::vector<std::uint8_t> expected = {16, 17, 18, 19, 32, 33, 34, 35,
                                              32, 33, 34, 35, 48, 49, 50, 51};
  CHECK(std::vector(state.activations.begin() + 6, state.activations.begin() + 22) == expected);
  CHECK(state.activations[22] == 0);

  load.last_bank = 1;  // words 8 and on are outside
  std::fill(state.activations.begin(), state.activations.end(), std::uint8_t{0});
  REQUIRE(execute(state, load));
  CHECK(state.activations[15] == 33);
  CHECK(state.activations[16] == 0);

  REQUIRE(execute(state, Load{.memory = 1, .words = 3, .local = 15}));
  CHECK(state.weights[30] == 0);
  CHECK(state.weights[31] == 1);
  CHECK(state.weights[0] == 2);
  REQUIRE(execute(state, Load{.memory = 2, .local = 2}));
  CHECK(state.parameters[4] == 0x0100);
  CHECK(state.parameters[5] == 0x0302);
}

TEST_CASE("store: leaves the rest of a row's last line", "[machine][store]") {
  State state = state_with_segment();
  for (std::size_t i = 0; i < state.activations.size(); ++i)
    state.activations[i] = static_cast<std::uint8_t>(0x80 + i);
  Store store{.offset = 2, .words = 3, .local = 3};  // words 3 (bank 0), 4 and 5 (bank 1)
  REQUIRE(execute(state, store));
  const auto bytes = state.segment(0);
  CHECK(static_cast<int>(bytes[32]) == 0x86);
  CHECK(static_cast<int>(bytes[33]) == 0x87);
  CHECK(static_cast<int>(bytes[34]) == 0);  // not locked: zero
  CHECK(static_cast<int>(bytes[37]) == 0);
  CHECK(static_cast<int>(bytes[38]) == 38);
}

TEST_CASE("load and store beyond device memory are bus errors", "[machine][load][store]") {
  State state = state_with_segment();
  CHECK(execute(state, Operands{Load{.offset = 1 << 20}}) == Trap::load_bus);
  CHECK(execute(state, Operands{Store{.offset = 1 << 20}}) == Trap::store_bus);
  CHECK(execute(state, Operands{Load{.segment = 7}}) == Trap::load_bus);  // no such segment
  CHECK(execute(state, Operands{Load{.rows = 4095, .row_stride = 0xfffff}}) == Trap::load_bus);
  CHECK(execute(state, Operands{Load{}}) == Trap::none);
}

TEST_CASE("Segments begin at multiples of 4 KiB behind the code", "[machine]") {
  ProgramBuilder builder(kMachine);
  builder.segment("constants", 5000, testing::counting_bytes(3));
  builder.segment("output", 16);
  const Program program = builder.build();
  const DeviceLayout layout = lay_out(program);
  CHECK(layout.code == 0);
  CHECK(layout.segments[0] == 4096);
  CHECK(layout.segments[1] == 3 * 4096);
  CHECK(layout.segments[2] == 4 * 4096);
  CHECK(layout.bytes == 4 * 4096);
  std::vector<std::byte> memory(layout.bytes, std::byte{0xee});
  fill_memory(program, layout, memory);
  CHECK(static_cast<int>(memory[0]) == 1);  // the opcode of halt
  CHECK(static_cast<int>(memory[4098]) == 2);
  CHECK(static_cast<int>(memory[4099]) == 0);
}

TEST_CASE("Traffic counts array cycles and whole beats", "[machine]") {
  CHECK(traffic_of(kMachine, Mac{.out_h = 2, .out_w = 3, .kernel_h = 2, .groups_in = 5})
            .array_cycles == 60);
  CHECK(traffic_of(kMachine, Load{.words = 9, .rows = 2}).bytes_read == 64);
  CHECK(traffic_of(kMachine, Load{.memory = 2, .words = 9}).bytes_read == 48);
  CHECK(traffic_of(kMachine, Store{.words = 9, .planes = 2}).bytes_written == 64);
}

}  // namespace
}  // namespace isomer
