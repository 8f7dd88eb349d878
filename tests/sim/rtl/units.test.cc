// SPDX-License-Identifier: Apache-2.0
//
// One small program per unit on tiny (R = C = 4); what it must leave behind is computed here, by
// the formulas of MACHINE.md section 3.
#include <algorithm>
#include <catch2/catch.hpp>

#include "isa/program/builder.h"
#include "sim/rtl/rtl_device.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {

using testing::counting_bytes;

constexpr int kR = 4;
constexpr int kC = 4;

const Machine& tiny() {
  static const Machine machine = find_machine("tiny");
  return machine;
}

std::unique_ptr<ObservableDevice> run(const Program& program) {
  auto device = make_rtl_device(tiny());
  device->load(program);
  REQUIRE(device->run().status == Status::done);
  return device;
}

std::vector<int> peek(const Device& device, Space space, std::uint64_t word, std::size_t bytes) {
  std::vector<std::byte> data(bytes);
  dynamic_cast<const ObservableDevice&>(device).peek(space, word, data);
  std::vector<int> result;
  for (const std::byte byte : data) result.push_back(static_cast<int>(byte));
  return result;
}

std::vector<int> bytes_from(int first, int count) {
  std::vector<int> result;
  for (int i = 0; i < count; ++i) result.push_back((first + i) % 256);
  return result;
}

TEST_CASE("LOAD fills planes, rows and words of each memory", "[rtl][load]") {
  ProgramBuilder builder(tiny());
  const int data = builder.segment("data", 4096, counting_bytes(4096));
  // Rows of 5 words are 20 bytes: two lines, of which the second is read in part.
  builder.add(Load{.segment = data,
                   .offset = 1,
                   .words = 5,
                   .rows = 2,
                   .planes = 2,
                   .row_stride = 3,
                   .plane_stride = 20,
                   .local = 100,
                   .local_row = 8,
                   .local_plane = 200,
                   .last_bank = 3});
  builder.add(Load{.memory = 1, .segment = data, .offset = 2, .words = 3, .local = 510});
  builder.add(Load{.memory = 2, .segment = data, .offset = 3, .words = 3, .local = 63});
  const auto device = run(builder.build());
  for (int p = 0; p < 2; ++p)
    for (int r = 0; r < 2; ++r)
      for (int w = 0; w < 5; ++w)
        CHECK(peek(*device, Space::activations,
                   static_cast<std::uint64_t>(100 + 200 * p + 8 * r + w),
                   kR) == bytes_from(16 * (1 + 20 * p + 3 * r) + 4 * w, kR));
  CHECK(peek(*device, Space::weights, 511, kC) == bytes_from(36, kC));
  CHECK(peek(*device, Space::weights, 0, kC) == bytes_from(40, kC));  // wrapped
  CHECK(peek(*device, Space::parameters, 63, 2 * kC) == bytes_from(48, 2 * kC));
  CHECK(peek(*device, Space::parameters, 0, 2 * kC) == bytes_from(56, 2 * kC));
}

TEST_CASE("LOAD writes only banks it has locked", "[rtl][load]") {
  ProgramBuilder builder(tiny());
  const int data = builder.segment("data", 512, counting_bytes(512));
  builder.add(Load{.segment = data, .words = 8, .local = 124, .last_bank = 1});
  builder.add(Load{.segment = data, .offset = 4, .words = 8, .local = 124, .last_bank = 0});
  const auto device = run(builder.build());
  CHECK(peek(*device, Space::activations, 127, kR) == bytes_from(64 + 12, kR));
  CHECK(peek(*device, Space::activations, 128, kR) == bytes_from(16, kR));
}

TEST_CASE("STORE writes rows and nothing beyond them", "[rtl][store]") {
  ProgramBuilder builder(tiny());
  const int data = builder.segment("data", 512, counting_bytes(512));
  const int out = builder.segment("out", 256, std::vector<std::byte>(256, std::byte{0xee}));
  builder.add(Load{.segment = data, .words = 128, .local = 0, .last_bank = 0}, {}, {Queue::store});
  builder.add(Store{.segment = out,
                    .offset = 1,
                    .words = 6,
                    .rows = 2,
                    .planes = 2,
                    .row_stride = 2,
                    .plane_stride = 6,
                    .local = 3,
                    .local_row = 10,
                    .local_plane = 50,
                    .last_bank = 0},
              {Queue::load});
  const auto device = run(builder.build());
  std::vector<int> expected(256, 0xee);
  for (int p = 0; p < 2; ++p)
    for (int r = 0; r < 2; ++r)
      for (int i = 0; i < 6 * kR; ++i)
        expected[static_cast<std::size_t>(16 * (1 + 6 * p + 2 * r) + i)] =
            (kR * (3 + 50 * p + 10 * r) + i) % 256;
  std::vector<int> found;
  for (const std::byte byte : device->segment(out)) found.push_back(static_cast<int>(byte));
  CHECK(found == expected);
}

// Weights w[k * R + r][c], activations x[word][r] and biases b[g][c] that the MAC tests load.
int weight(int word, int c) { return static_cast<std::int8_t>(4 * word + c + 7); }
int activation(int word, int r) { return static_cast<std::int8_t>(4 * word + r + 7); }

// A program that loads them, runs `mac` and nothing else. Biases: 16-bit numbers from the bytes.
Program mac_program(const Mac& mac) {
  ProgramBuilder builder(tiny());
  const int data = builder.segment("data", 2048, counting_bytes(2048, 7));
  builder.add(Load{.segment = data, .words = 128, .last_bank = 0});
  builder.add(Load{.memory = 1, .segment = data, .words = 256});
  builder.add(Load{.memory = 2, .segment = data, .words = 8}, {}, {Queue::mac});
  builder.add(mac, {Queue::load});
  return builder.build();
}

std::int64_t bias(int word, int c) {
  const int low = (8 * word + 2 * c + 7) % 256;
  return static_cast<std::int16_t>(low | ((low + 1) % 256 << 8));
}

std::int32_t accumulator(const Device& device, int entry, int c) {
  const std::vector<int> bytes =
      peek(device, Space::accumulators, static_cast<std::uint64_t>(entry), 4 * kC);
  std::uint32_t value = 0;
  for (int i = 3; i >= 0; --i)
    value = value << 8 | static_cast<std::uint32_t>(bytes[static_cast<std::size_t>(4 * c + i)]);
  return static_cast<std::int32_t>(value);
}

TEST_CASE("MAC convolves with padding, stride and groups", "[rtl][mac]") {
  const Mac mac{.mode = 1,
                .x_signed = 1,
                .x_base = 2,
                .x_pitch = 5,
                .x_plane = 30,
                .in_h = 4,
                .in_w = 5,
                .iy0 = -1,
                .ix0 = -1,
                .out_h = 2,
                .out_w = 3,
                .kernel_h = 3,
                .kernel_w = 3,
                .stride_h = 2,
                .stride_w = 2,
                .groups_in = 2,
                .groups_out = 2,
                .w_base = 3,
                .acc_base = 33,
                .bias_base = 1,
                .bias_shift = 5};
  const auto device = run(mac_program(mac));
  for (int g = 0; g < 2; ++g)
    for (int oy = 0; oy < 2; ++oy)
      for (int ox = 0; ox < 3; ++ox)
        for (int c = 0; c < kC; ++c) {
          std::int64_t sum = bias(1 + g, c) * 32;
          for (int i = 0; i < 2; ++i)
            for (int ky = 0; ky < 3; ++ky)
              for (int kx = 0; kx < 3; ++kx) {
                const int iy = 2 * oy + ky - 1;
                const int ix = 2 * ox + kx - 1;
                const int k = ((g * 2 + i) * 3 + ky) * 3 + kx;
                if (iy < 0 || iy >= 4 || ix < 0 || ix >= 5) continue;
                for (int r = 0; r < kR; ++r)
                  sum += activation(2 + 30 * i + 5 * iy + ix, r) * weight(3 + k * kR + r, c);
              }
          INFO(g << " " << oy << " " << ox << " " << c);
          CHECK(accumulator(*device, 33 + g * 6 + oy * 3 + ox, c) == sum);
        }
}

TEST_CASE("MAC reads packed vectors at any element", "[rtl][mac]") {
  const Mac mac{.mapping = 1,
                .x_base = 10,
                .x_pitch = 9,
                .x_plane = 3,
                .in_h = 3,
                .iy0 = -1,
                .out_h = 2,
                .out_w = 7,
                .kernel_h = 2,
                .kernel_w = 2,
                .acc_base = 0};
  const auto device = run(mac_program(mac));
  for (int oy = 0; oy < 2; ++oy)
    for (int ox = 0; ox < 7; ++ox)
      for (int c = 0; c < kC; ++c) {
        std::int64_t sum = 0;
        for (int ky = 0; ky < 2; ++ky)
          for (int kx = 0; kx < 2; ++kx)
            for (int r = 0; r < kR; ++r) {
              const int iy = oy + ky - 1;
              if (iy < 0 || iy >= 3) continue;
              const int e = (10 + iy * 9) * kR + ox * 3 + kx * kR + r;
              sum += activation(e / kR, e % kR) % 256 < 0
                         ? (activation(e / kR, e % kR) + 256) * weight((ky * 2 + kx) * kR + r, c)
                         : activation(e / kR, e % kR) * weight((ky * 2 + kx) * kR + r, c);
            }
        INFO(oy << " " << ox << " " << c);
        CHECK(accumulator(*device, oy * 7 + ox, c) == sum);
      }
}

// Accumulators hold biases shifted left, times nothing: x is zero beyond in_h.
Program post_program(const Post& post) {
  ProgramBuilder builder(tiny());
  const int data = builder.segment("data", 2048, counting_bytes(2048, 7));
  builder.add(Load{.segment = data, .words = 512, .last_bank = 3}, {}, {Queue::post});
  builder.add(Load{.memory = 1, .segment = data, .words = 8});
  builder.add(Load{.memory = 2, .segment = data, .words = 8}, {}, {Queue::mac});
  builder.add(Mac{.mode = 1, .in_h = 0, .out_w = 2, .groups_out = 2, .bias_shift = 3},
              {Queue::load}, {Queue::post});
  builder.add(post, {Queue::load, Queue::mac});
  return builder.build();
}

TEST_CASE("POST rounds, clamps and places channels", "[rtl][post]") {
  const Post post{.groups = 2,
                  .out_w = 2,
                  .y_base = 200,
                  .y_last = 3,
                  .y_plane = 50,
                  .rounding = 0,
                  .s1 = 11,
                  .lo = -40,
                  .hi = 60};
  const auto device = run(post_program(post));
  for (int g = 0; g < 2; ++g)
    for (int ox = 0; ox < 2; ++ox) {
      const auto word =
          peek(*device, Space::activations, static_cast<std::uint64_t>(200 + 50 * g + ox), kR);
      for (int c = 0; c < kC; ++c) {
        const std::int64_t rounded = (bias(g, c) * 8 + 1024) >> 11;
        CHECK(static_cast<std::int8_t>(word[static_cast<std::size_t>(c)]) ==
              std::clamp<std::int64_t>(rounded, -40, 60));
      }
    }
}

TEST_CASE("POST writes raw accumulators as byte planes", "[rtl][post]") {
  const Post post{.groups = 2, .out_w = 2, .y_base = 0, .y_last = 3, .y_plane = 60, .raw = 1};
  const auto device = run(post_program(post));
  for (int g = 0; g < 2; ++g)
    for (int k = 0; k < 4; ++k)
      for (int ox = 0; ox < 2; ++ox) {
        const int word = 60 * (4 * g + k) + ox;
        for (int c = 0; c < kC; ++c)
          CHECK(peek(*device, Space::activations, static_cast<std::uint64_t>(word),
                     kR)[static_cast<std::size_t>(c)] == ((bias(g, c) * 8) >> (8 * k) & 255));
      }
}

TEST_CASE("MAX_POOL skips padding and gives the least value for an empty window", "[rtl][pool]") {
  for (const bool is_signed : {false, true}) {
    ProgramBuilder builder(tiny());
    const int data = builder.segment("data", 512, counting_bytes(512, 100));
    builder.add(Load{.segment = data, .words = 128, .last_bank = 0}, {}, {Queue::post});
    builder.add(MaxPoolInstruction{.x_base = 1,
                                   .x_last = 0,
                                   .x_pitch = 6,
                                   .x_plane = 40,
                                   .x_signed = is_signed ? 1 : 0,
                                   .in_h = 4,
                                   .in_w = 5,
                                   .iy0 = -1,
                                   .ix0 = -1,
                                   .out_h = 4,
                                   .out_w = 3,
                                   .kernel_h = 2,
                                   .kernel_w = 3,
                                   .stride_h = 2,
                                   .stride_w = 2,
                                   .groups = 2,
                                   .y_base = 128,
                                   .y_last = 1,
                                   .y_pitch = 7,
                                   .y_plane = 64},
                {Queue::load});
    const auto device = run(builder.build());
    for (int g = 0; g < 2; ++g)
      for (int oy = 0; oy < 4; ++oy)
        for (int ox = 0; ox < 3; ++ox)
          for (int r = 0; r < kR; ++r) {
            int best = is_signed ? -128 : 0;
            for (int ky = 0; ky < 2; ++ky)
              for (int kx = 0; kx < 3; ++kx) {
                const int iy = 2 * oy + ky - 1;
                const int ix = 2 * ox + kx - 1;
                if (iy < 0 || iy >= 4 || ix < 0 || ix >= 5) continue;
                const int byte = (kR * (1 + 40 * g + 6 * iy + ix) + r + 100) % 256;
                best = std::max(best, is_signed ? static_cast<std::int8_t>(byte) : byte);
              }
            const auto word = static_cast<std::uint64_t>(128 + 64 * g + 7 * oy + ox);
            CHECK(peek(*device, Space::activations, word, kR)[static_cast<std::size_t>(r)] ==
                  (best & 255));
          }
  }
}

TEST_CASE("A fault in one post lane shows", "[rtl][planted]") {
  const Post post{.groups = 2,
                  .out_w = 2,
                  .y_base = 200,
                  .y_last = 3,
                  .y_plane = 50,
                  .s1 = 15,
                  .lo = -128,
                  .hi = 127};
  const Program program = post_program(post);
  const auto good = run(program);
  const auto faulty = make_rtl_device(make_faulty_rtl_machine(tiny(), 1, Fault::truncate_lane_1));
  faulty->load(program);
  REQUIRE(faulty->run().status == Status::done);
  int differing = 0;
  for (const std::uint64_t word : {200U, 201U, 250U, 251U}) {
    const auto left = peek(*good, Space::activations, word, kR);
    const auto right = peek(*faulty, Space::activations, word, kR);
    for (std::size_t r = 0; r < kR; ++r) {
      if (left[r] == right[r]) continue;
      ++differing;
      CHECK(r == 1);
      CHECK(left[r] == right[r] + 1);
    }
  }
  CHECK(differing > 0);
}

}  // namespace
}  // namespace isomer
