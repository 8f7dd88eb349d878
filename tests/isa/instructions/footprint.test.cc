// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/footprint.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <tuple>

#include "isa/instructions/codec.h"
#include "isa/instructions/layout.h"
#include "isa/random/random.h"
#include "isa/random/words.h"
#include "tests/isa/instructions/naive_footprint.h"

namespace isomer {
namespace {

using testing::Naive;
using testing::Touches;

// The footprint word by word; also that runs are non-empty, unwrapped, disjoint and maximal.
Touches expand(const Machine& machine, const std::vector<Access>& accesses, bool& well_formed) {
  Touches result;
  std::map<std::tuple<Space, int, bool, bool, std::uint64_t>, std::set<std::uint64_t>> ends;
  std::map<Space, std::uint64_t> sizes = {
      {Space::activations, static_cast<std::uint64_t>(machine.activation_words())},
      {Space::weights, static_cast<std::uint64_t>(machine.weight_words)},
      {Space::parameters, static_cast<std::uint64_t>(machine.parameter_words)},
      {Space::accumulators, 2 * static_cast<std::uint64_t>(machine.accumulator_entries)},
      {Space::device, ~std::uint64_t{0}}};
  for (const Access& access : accesses) {
    const auto kind = std::tuple(access.space, access.segment, access.is_write, access.outside_lock,
                                 access.lanes);
    well_formed =
        well_formed && access.count > 0 && access.first + access.count <= sizes.at(access.space);
    for (std::uint64_t i = 0; i < access.count; ++i)
      well_formed = well_formed &&
                    result
                        .insert({{access.space, access.segment, access.is_write,
                                  access.outside_lock, static_cast<std::int64_t>(access.first + i)},
                                 access.lanes})
                        .second;
    ends[kind].insert(access.first + access.count);
  }
  for (const Access& access : accesses)
    well_formed =
        well_formed &&
        ends[{access.space, access.segment, access.is_write, access.outside_lock, access.lanes}]
                .count(access.first) == 0;
  return result;
}

// Random fields small enough to enumerate: counts up to 6, everything else as it comes.
Instruction small_instruction(Random& random, const Layout& layout) {
  Instruction instruction = random_instruction(random, layout);
  for (std::size_t i = 0; i < layout.fields.size(); ++i) {
    const Field& field = layout.fields[i];
    const bool is_extent = field.name == "in_h" || field.name == "in_w";
    if (field.check == Check::count || is_extent)
      set_field(instruction.operands, i, random.between(is_extent ? 0 : 1, 6));
    if (field.name == "iy0" || field.name == "ix0")
      set_field(instruction.operands, i, random.between(-4, 4));
    if (field.name == "words" && random.between(0, 3) == 0)
      set_field(instruction.operands, i, random.between(1, 700));
    const bool is_stride = field.name.find("pitch") != std::string::npos ||
                           field.name.find("plane") != std::string::npos ||
                           field.name.find("row") != std::string::npos ||
                           field.name.find("stride") != std::string::npos;
    if (is_stride && field.check == Check::any && random.between(0, 1) == 0)
      set_field(instruction.operands, i, random.between(0, 9));  // neighbours and overlaps
  }
  return instruction;
}

TEST_CASE("A footprint is what naive loops touch", "[instructions][footprint]") {
  std::vector<Machine> machines = {find_machine("tiny"), find_machine("base"),
                                   find_machine("wide")};
  const auto shape = [](int rows, int columns) {
    return Machine{.name = "shape",
                   .rows = rows,
                   .columns = columns,
                   .activation_banks = 4,
                   .activation_bank_words = 16,
                   .weight_words = 64,
                   .accumulator_entries = 8,
                   .parameter_words = 16,
                   .queue_depth = 4,
                   .post_lanes = 2};
  };
  machines.push_back(shape(8, 2));
  machines.push_back(shape(2, 8));
  Random random(7);
  for (int n = 0; n < 3600; ++n) {
    const Machine& machine = machines[static_cast<std::size_t>(n) % machines.size()];
    const Layout& layout = layouts()[random.next() % layouts().size()];
    const Instruction instruction = small_instruction(random, layout);
    Naive naive(machine);
    std::visit(naive, instruction.operands);
    bool well_formed = true;
    const Touches got = expand(machine, footprint(machine, instruction), well_formed);
    if (got != naive.touches || !well_formed) {
      CAPTURE(n, machine.name, layout.opcode.mnemonic, got.size(), naive.touches.size());
      REQUIRE(well_formed);
      REQUIRE(got == naive.touches);
    }
  }
}

TEST_CASE("Footprints by hand", "[instructions][footprint]") {
  const Machine tiny = find_machine("tiny");  // R = C = 4, 4 banks of 128 words
  CHECK(footprint(tiny, {.operands = Halt{}}).empty());
  CHECK(footprint(tiny, {.operands = Sync{}}).empty());

  Load load;  // 6 words of 4 bytes: two lines, the second in part
  load.segment = 2;
  load.offset = 10;
  load.words = 6;
  load.local = 125;  // passes into bank 1, which is not locked
  CHECK(footprint(tiny, {.operands = load}) ==
        std::vector<Access>{{Space::device, 2, false, false, 10, 2},
                            {Space::activations, 0, true, false, 125, 3},
                            {Space::activations, 0, true, true, 128, 3}});

  Mac mac;  // a 3x3 convolution with padding 1 on a 4x4 image: each word once
  mac.mode = 1;
  mac.in_h = mac.in_w = mac.out_h = mac.out_w = 4;
  mac.iy0 = mac.ix0 = -1;
  mac.kernel_h = mac.kernel_w = 3;
  mac.x_pitch = 4;
  mac.x_base = 8;
  mac.w_base = 500;   // 36 words: wraps at 512
  mac.acc_base = 48;  // bank 1, entry 16
  CHECK(footprint(tiny, {.operands = mac}) ==
        std::vector<Access>{{Space::activations, 0, false, false, 8, 16},
                            {Space::weights, 0, false, false, 0, 24},
                            {Space::weights, 0, false, false, 500, 12},
                            {Space::parameters, 0, false, false, 0, 1},
                            {Space::accumulators, 0, true, false, 48, 16}});
}

TEST_CASE("The largest instruction costs no more than the memory", "[instructions][footprint]") {
  const Machine machine = find_machine("base");
  Mac mac;
  mac.in_h = mac.in_w = mac.out_h = mac.out_w = mac.groups_in = 1023;
  mac.groups_out = 255;
  mac.kernel_h = mac.kernel_w = 31;
  mac.x_pitch = 1023;
  mac.x_plane = 65535;
  mac.x_last = 15;
  bool well_formed = true;
  const Touches touches = expand(machine, footprint(machine, {.operands = mac}), well_formed);
  CHECK(well_formed);
  CHECK(touches.size() == 16384 + 4096 + 512);
}

TEST_CASE("A footprint is no longer than the local memories", "[instructions][footprint]") {
  const Machine tiny = find_machine("tiny");
  // Rows that do not touch, 16 million of them: from the first line to the last.
  const Load load{.memory = 1,
                  .offset = 5,
                  .words = 8,
                  .rows = 4095,
                  .planes = 4095,
                  .row_stride = 3,
                  .plane_stride = 3 * 4095};
  CHECK(footprint(tiny, {.operands = load}) ==
        std::vector<Access>{{Space::device, 0, false, false, 5, 3 * (4095ULL * 4095 - 1) + 2},
                            {Space::weights, 0, true, false, 0, 8}});
  Load listed = load;
  listed.rows = 16;
  listed.planes = 4095;
  listed.local_row = 1;
  CHECK(footprint(tiny, {.operands = listed}).size() == 16 * 4095 + 1);
}

TEST_CASE("Words that a post writes in part", "[instructions][footprint]") {
  const Machine wide{.name = "wide", .rows = 8, .columns = 2, .post_lanes = 2};
  const Post post{.groups = 5, .y_base = 3, .y_pitch = 4, .y_plane = 10};
  CHECK(footprint(wide, {.operands = post}) ==
        std::vector<Access>{{Space::accumulators, 0, false, false, 0, 5},
                            {Space::activations, 0, true, false, 3, 1},
                            {Space::activations, 0, true, false, 13, 1, 0b11}});
  Post onto_itself = post;  // the second plane is the first
  onto_itself.y_plane = 0;
  CHECK(footprint(wide, {.operands = onto_itself}) ==
        std::vector<Access>{{Space::accumulators, 0, false, false, 0, 5},
                            {Space::activations, 0, true, false, 3, 1}});
}

}  // namespace
}  // namespace isomer
