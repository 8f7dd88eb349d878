// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/footprint.h"

#include <bit>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <tuple>

#include "isa/instructions/codec.h"
#include "isa/instructions/layout.h"
#include "tests/isa/instructions/random_words.h"

namespace isomer {
namespace {

// (space, segment, is_write, outside_lock, word), and which lanes of the word
using Touch = std::tuple<Space, int, bool, bool, std::int64_t>;
using Touches = std::map<Touch, std::uint64_t>;

std::int64_t modulo(std::int64_t value, std::int64_t size) {
  return ((value % size) + size) % size;
}

// Every access written down one by one, loop by loop, as MACHINE.md section 3 has them.
class Naive {
 public:
  explicit Naive(const Machine& machine) : m_(machine) {}

  Touches touches;

  void operator()(const Halt&) {}
  void operator()(const Sync&) {}

  void operator()(const Load& op) {
    transfer(op,
             op.memory == 1   ? Space::weights
             : op.memory == 2 ? Space::parameters
                              : Space::activations,
             true);
  }
  void operator()(const Store& op) { transfer(op, Space::activations, false); }

  void operator()(const Mac& op) {
    std::int64_t k = 0;
    const std::int64_t pixels = std::int64_t{op.out_h} * op.out_w;
    for (int g = 0; g < op.groups_out; ++g)
      for (int i = 0; i < op.groups_in; ++i)
        for (int ky = 0; ky < op.kernel_h; ++ky)
          for (int kx = 0; kx < op.kernel_w; ++kx, ++k) {
            for (int r = 0; r < m_.rows; ++r)
              touch({Space::weights, 0, false, false,
                     modulo(op.w_base + k * m_.rows + r, m_.weight_words)});
            for (int oy = 0; oy < op.out_h; ++oy)
              for (int ox = 0; ox < op.out_w; ++ox) mac_pixel(op, i, ky, kx, oy, ox);
          }
    for (int g = 0; g < op.groups_out; ++g) {
      if (op.mode == 1)
        touch({Space::parameters, 0, false, false, modulo(op.bias_base + g, m_.parameter_words)});
      for (std::int64_t p = 0; p < pixels; ++p) {
        if (op.mode == 2) accumulator(false, op.acc_base, g * pixels + p);
        accumulator(true, op.acc_base, g * pixels + p);
      }
    }
  }

  void operator()(const Post& op) {
    const std::int64_t pixels = std::int64_t{op.out_h} * op.out_w;
    for (int g = 0; g < op.groups; ++g)
      for (int oy = 0; oy < op.out_h; ++oy)
        for (int ox = 0; ox < op.out_w; ++ox) {
          accumulator(false, op.acc_base, g * pixels + oy * op.out_w + ox);
          for (int c = 0; c < m_.columns; ++c) {
            const std::int64_t channel = std::int64_t{g} * m_.columns + c;
            const std::int64_t plane = channel / m_.rows;
            for (int byte = 0; byte < (op.raw != 0 ? 4 : 1); ++byte)
              activation(true, op.y_base, op.y_last,
                         op.y_base + (op.raw != 0 ? 4 * plane + byte : plane) * op.y_plane +
                             std::int64_t{oy} * op.y_pitch + ox,
                         std::uint64_t{1} << channel % m_.rows);
          }
        }
  }

  void operator()(const MaxPoolInstruction& op) { pool(op); }
  void operator()(const AveragePoolInstruction& op) { pool(op); }
  void operator()(const AddInstruction& op) { binary(op); }
  void operator()(const MultiplyInstruction& op) { binary(op); }
  void operator()(const RescaleInstruction& op) { unary(op); }
  void operator()(const LookupInstruction& op) {
    unary(op);
    for (int n = 0; n < 256; ++n)
      touch({Space::parameters, 0, false, false,
             modulo(op.table_base + n / 2 / m_.columns, m_.parameter_words)});
  }

 private:
  template <typename Op>
  void unary(const Op& op) {
    for (int g = 0; g < op.groups; ++g)
      for (int oy = 0; oy < op.out_h; ++oy)
        for (int ox = 0; ox < op.out_w; ++ox) {
          activation(false, op.x_base, op.x_last,
                     op.x_base + std::int64_t{g} * op.x_plane + std::int64_t{oy} * op.x_pitch + ox);
          activation(true, op.y_base, op.y_last,
                     op.y_base + std::int64_t{g} * op.y_plane + std::int64_t{oy} * op.y_pitch + ox);
        }
  }

  template <typename Op>
  void binary(const Op& op) {
    unary(op);
    for (int g = 0; g < op.groups; ++g)
      for (int oy = 0; oy < op.out_h; ++oy)
        for (int ox = 0; ox < op.out_w; ++ox)
          activation(false, op.r_base, op.r_last,
                     op.r_base + std::int64_t{g} * op.r_plane + std::int64_t{oy} * op.r_pitch + ox);
  }

  template <typename Op>
  void pool(const Op& op) {
    for (int g = 0; g < op.groups; ++g)
      for (int oy = 0; oy < op.out_h; ++oy)
        for (int ox = 0; ox < op.out_w; ++ox) {
          for (int ky = 0; ky < op.kernel_h; ++ky)
            for (int kx = 0; kx < op.kernel_w; ++kx) {
              const std::int64_t iy = oy * op.stride_h + ky + op.iy0;
              const std::int64_t ix = ox * op.stride_w + kx + op.ix0;
              if (0 <= iy && iy < op.in_h && 0 <= ix && ix < op.in_w)
                activation(false, op.x_base, op.x_last,
                           op.x_base + std::int64_t{g} * op.x_plane + iy * op.x_pitch + ix);
            }
          activation(true, op.y_base, op.y_last,
                     op.y_base + std::int64_t{g} * op.y_plane + std::int64_t{oy} * op.y_pitch + ox);
        }
  }

  void touch(const Touch& touch, std::uint64_t lanes = kAllLanes) { touches[touch] |= lanes; }

  void mac_pixel(const Mac& op, int i, int ky, int kx, int oy, int ox) {
    const std::int64_t iy = oy * op.stride_h + ky + op.iy0;
    if (iy < 0 || iy >= op.in_h) return;
    if (op.mapping == 1) {
      const std::int64_t e =
          (op.x_base + iy * op.x_pitch) * m_.rows + std::int64_t{ox} * op.x_plane + kx * m_.rows;
      for (int r = 0; r < m_.rows; ++r) activation(false, op.x_base, op.x_last, (e + r) / m_.rows);
      return;
    }
    const std::int64_t ix = ox * op.stride_w + kx + op.ix0;
    if (ix < 0 || ix >= op.in_w) return;
    activation(false, op.x_base, op.x_last,
               op.x_base + std::int64_t{i} * op.x_plane + iy * op.x_pitch + ix);
  }

  // Walks upward from the first locked bank to the last, past the highest bank to bank 0.
  void activation(bool is_write, std::int64_t base, std::int64_t last, std::int64_t address,
                  std::uint64_t lanes = kAllLanes) {
    const std::int64_t word = modulo(address, m_.activation_words());
    const std::int64_t bank = word / m_.activation_bank_words;
    std::int64_t locked = modulo(base, m_.activation_words()) / m_.activation_bank_words;
    bool outside = bank != locked;
    while (outside && locked != last % m_.activation_banks) {
      locked = (locked + 1) % m_.activation_banks;
      outside = bank != locked;
    }
    std::uint64_t& mask = touches[{Space::activations, 0, is_write, outside, word}];
    mask |= lanes;
    if (std::popcount(mask) >= m_.rows) mask = kAllLanes;
  }

  void accumulator(bool is_write, std::int64_t base, std::int64_t index) {
    const std::int64_t bank = base / m_.accumulator_entries % 2;
    const std::int64_t entry = (base + index) % m_.accumulator_entries;
    touch({Space::accumulators, 0, is_write, false, bank * m_.accumulator_entries + entry});
  }

  template <typename Op>
  void transfer(const Op& op, Space space, bool is_load) {
    const int word_bytes = space == Space::parameters ? 2 * m_.columns
                           : space == Space::weights  ? m_.columns
                                                      : m_.rows;
    const int size = space == Space::parameters ? m_.parameter_words
                     : space == Space::weights  ? m_.weight_words
                                                : m_.activation_words();
    for (std::int64_t p = 0; p < op.planes; ++p)
      for (std::int64_t r = 0; r < op.rows; ++r)
        for (std::int64_t w = 0; w < op.words; ++w) {
          const std::int64_t line = op.offset + p * op.plane_stride + r * op.row_stride;
          for (std::int64_t byte = w * word_bytes; byte < (w + 1) * word_bytes; ++byte)
            touch({Space::device, op.segment, !is_load, false, line + byte / 16});
          const std::int64_t local = op.local + p * op.local_plane + r * op.local_row + w;
          if (space == Space::activations)
            activation(is_load, op.local, op.last_bank, local);
          else
            touch({space, 0, is_load, false, modulo(local, size)});
        }
  }

  const Machine& m_;
};

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
Instruction small_instruction(patterns::Random& random, const Layout& layout) {
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
    if (field.name == "mapping") set_field(instruction.operands, i, random.between(0, 1));
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
  std::vector<Machine> machines = {find_machine("tiny"), find_machine("base")};
  machines.push_back(Machine{"wide", 8, 2, 8, 32, 2, 32, 64, 8, 16, 4, 2});
  machines.push_back(Machine{"tall", 2, 8, 8, 32, 8, 8, 32, 4, 8, 4, 2});
  patterns::Random random(7);
  for (int n = 0; n < 2400; ++n) {
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
  const Machine wide{"wide", 8, 2, 8, 32, 2, 32, 64, 8, 16, 4, 2};  // R = 8, C = 2
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
