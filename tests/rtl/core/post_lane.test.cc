// SPDX-License-Identifier: Apache-2.0
//
// One lane of the post chain, clocked, with a new element in every cycle.
#include <VPostLane.h>
#include <VPostLaneWide.h>

#include <catch2/catch.hpp>
#include <vector>

#include "isa/arithmetic/post.h"
#include "isa/random/random.h"
#include "tests/isa/arithmetic/patterns.h"
#include "tests/rtl/arith/dut.h"

namespace isomer {
namespace {

struct Element {
  std::int64_t acc = 0;
  PostOperands operands{};
};

// A lane with accumulators of kAccBits bits and operands of kOperandBits bits.
template <typename Module, int kAccBits, int kOperandBits>
class PostLaneDut {
 public:
  PostLaneDut() {
    module_.clk_i = 0;
    module_.rst_ni = 0;
    module_.eval();
    module_.rst_ni = 1;
    module_.eval();
    module_.valid_i = 0b11111;
  }

  // Every element's low bits and flag are those of post_counting.
  void check(const PostStages& stages, const std::vector<Element>& elements) {
    set(stages);
    // Element i is in S1 in cycle i and comes out five cycles later.
    for (std::size_t cycle = 0; cycle < elements.size() + 5; ++cycle) {
      module_.clk_i = 0;
      const Element none;
      const auto at = [&](std::size_t stage) -> const Element& {
        const std::size_t index = cycle - (stage - 1);  // wraps before the first one
        return index < elements.size() ? elements[index] : none;
      };
      drive(module_.acc_i, at(1).acc, kAccBits);
      drive(module_.w_i, at(2).operands.w_c, 16);
      drive(module_.b_i, at(2).operands.b_c, 16);
      drive(module_.r_i, at(4).operands.r, kOperandBits + 1);
      module_.eval();
      if (cycle >= 5) compare(stages, elements[cycle - 5]);
      module_.clk_i = 1;
      module_.eval();
    }
  }

  // Element k of the accumulator goes through, whatever the chain says.
  void check_raw(std::int64_t acc) {
    set({.s1 = 3, .n1 = 4, .lo = 1, .hi = 2});
    module_.raw_i = 1;
    drive(module_.acc_i, acc, kAccBits);
    for (int k = 0; k < kAccBits / kOperandBits; ++k) {
      module_.raw_element_i = static_cast<CData>(k);
      for (int cycle = 0; cycle < 5; ++cycle) {
        module_.clk_i = 0;
        module_.eval();
        module_.clk_i = 1;
        module_.eval();
      }
      const std::int64_t right = wrap(acc >> (kOperandBits * k), kOperandBits);
      if (signed_of(module_.y_o, kOperandBits) != right || module_.saturated_o != 0) {
        CAPTURE(acc, k, static_cast<int>(module_.saturated_o));
        REQUIRE(signed_of(module_.y_o, kOperandBits) == right);
        FAIL("saturated");
      }
    }
  }

 private:
  void set(const PostStages& stages) {
    const AffineStage affine = stages.affine.value_or(AffineStage{.s_b = 31, .s2 = -3, .n2 = 2});
    const ResidualStage residual = stages.residual.value_or(ResidualStage{.e1 = 7, .s3 = 5});
    module_.raw_i = 0;
    module_.affine_i = stages.affine ? 1 : 0;
    module_.add_i = stages.residual ? 1 : 0;
    drive(module_.mode_i, static_cast<std::int64_t>(stages.mode), 2);
    drive(module_.s1_i, stages.s1, 7);
    drive(module_.m1_min_i, -(1 << (stages.n1 - 1)), 24);
    drive(module_.m1_max_i, (1 << (stages.n1 - 1)) - 1, 24);
    drive(module_.s_b_i, affine.s_b, 5);
    drive(module_.s2_i, affine.s2, 7);
    drive(module_.m2_min_i, -(1 << (affine.n2 - 1)), 16);
    drive(module_.m2_max_i, (1 << (affine.n2 - 1)) - 1, 16);
    drive(module_.e1_i, residual.e1, 4);
    drive(module_.e2_i, residual.e2, 4);
    drive(module_.s3_i, residual.s3, 7);
    drive(module_.lo_i, stages.lo, 17);
    drive(module_.hi_i, stages.hi, 17);
  }

  void compare(const PostStages& stages, const Element& element) {
    const PostResult right = post_counting(element.acc, stages, element.operands);
    const std::int64_t y = wrap(right.y, kOperandBits);
    const std::int64_t got = signed_of(module_.y_o, kOperandBits);
    if (got == y && (module_.saturated_o != 0) == right.is_saturated) return;
    CAPTURE(element.acc, stages.s1, stages.n1, rounding_name(stages.mode), stages.lo, stages.hi);
    CAPTURE(element.operands.w_c, element.operands.b_c, element.operands.r);
    CAPTURE(stages.affine.has_value(), stages.residual.has_value());
    CAPTURE(right.is_saturated, static_cast<int>(module_.saturated_o));
    REQUIRE(got == y);
    FAIL("wrong flag");
  }

  Module module_;
};

using TinyLane = PostLaneDut<VPostLane, 32, 8>;
using WideLane = PostLaneDut<VPostLaneWide, 48, 16>;

PostStages random_stages(Random& random) {
  PostStages stages{.s1 = random.between(0, 24), .n1 = random.between(1, kMaxNarrowBits)};
  if (random.between(0, 7) == 0) stages.s1 = random.between(-64, 63);
  if (random.between(0, 1) == 0) {
    stages.affine = AffineStage{.s_b = random.between(0, kMaxAffineBiasShift),
                                .s2 = random.between(-2, 31),
                                .n2 = random.between(1, kMaxAffineBits)};
    if (random.between(0, 7) == 0) stages.affine->s2 = random.between(-64, 63);
  }
  if (random.between(0, 1) == 0) {
    stages.residual = ResidualStage{.s3 = random.between(-2, 24)};
    (random.between(0, 1) == 0 ? stages.residual->e1 : stages.residual->e2) =
        random.between(0, kMaxResidualShift);
    if (random.between(0, 7) == 0) stages.residual->s3 = random.between(-64, 63);
  }
  stages.mode = kRoundings[static_cast<std::size_t>(random.between(0, 3))];
  stages.lo = random.between(0, 2) == 0 ? 0 : random.any_size(17);
  stages.hi = stages.lo + random.between(0, static_cast<int>(65535 - stages.lo));
  if (random.between(0, 15) == 0) stages.hi = random.any_size(17);  // bounds may cross
  return stages;
}

template <typename Lane>
void check_random(int acc_bits, int operand_bits, std::uint64_t seed, int instructions) {
  Lane dut;
  Random random(seed);
  for (int i = 0; i < instructions; ++i) {
    const PostStages stages = random_stages(random);
    std::vector<Element> elements;
    for (int n = 0; n < 50; ++n)
      elements.push_back({.acc = random.any_size(acc_bits),
                          .operands = {.w_c = random.any_size(16),
                                       .b_c = random.any_size(16),
                                       .r = random.any_size(operand_bits + 1)}});
    dut.check(stages, elements);
  }
}

TEST_CASE("F12 isomer_post_lane equals post on patterns, every shift and mode",
          "[rtl][post_lane]") {
  TinyLane dut;
  std::vector<Element> elements;
  for (const std::int64_t acc : patterns::integers(32)) elements.push_back({.acc = acc});
  for (int shift = -64; shift <= 63; ++shift) {
    for (const Rounding mode : kRoundings) {
      dut.check({.s1 = shift, .lo = -128, .hi = 127, .mode = mode}, elements);
      dut.check({.s1 = shift, .lo = 0, .hi = 255, .mode = mode}, elements);
    }
  }
  for (int n1 = 1; n1 <= kMaxNarrowBits; ++n1)
    for (int shift = -1; shift <= 32; ++shift)
      dut.check({.s1 = shift, .n1 = n1, .lo = -65536, .hi = 65535}, elements);
}

TEST_CASE("F12 isomer_post_lane equals post on the extremes of every stage", "[rtl][post_lane]") {
  WideLane dut;
  std::vector<Element> elements;
  for (const std::int64_t acc : {-8388608, -8388607, -1, 0, 1, 8388606, 8388607})
    for (const std::int64_t w : {-32768, -1, 0, 1, 32767})
      for (const std::int64_t b : {-32768, -1, 0, 1, 32767})
        for (const std::int64_t r : {-32768, -1, 0, 1, 32767, 65535})
          elements.push_back({.acc = acc, .operands = {.w_c = w, .b_c = b, .r = r}});
  for (const Rounding mode : kRoundings)
    for (const int s_b : {0, 31})
      for (const int s2 : {-64, -1, 0, 1, 31, 47, 48, 63})
        for (const int e : {0, 15})
          for (const int s3 : {-64, 0, 1, 63})
            dut.check({.affine = AffineStage{.s_b = s_b, .s2 = s2, .n2 = 16},
                       .residual = ResidualStage{.e1 = 0, .e2 = e, .s3 = s3},
                       .lo = -65536,
                       .hi = 65535,
                       .mode = mode},
                      elements);
}

// A value that no rounding to 2^s loses, half of 2^s, and perhaps one bit below: -1 is none.
std::int64_t near_tie(int s, int bit, std::int64_t kept) {
  const std::int64_t tie = kept * (std::int64_t{1} << s) + (std::int64_t{1} << (s - 1));
  return tie + (bit < 0 ? 0 : std::int64_t{1} << bit);
}

TEST_CASE("F10 F11 isomer_post_lane sees every single bit below a tie in each later stage",
          "[rtl][post_lane]") {
  TinyLane dut;
  for (int s = 1; s <= 37; ++s)
    for (int bit = -1; bit < s - 1; ++bit) {
      // Above 22 bits the first factor is 2^14, and the other addend is a bit of its own.
      const int left = s <= 22 ? 0 : 14;
      const bool is_added = 0 <= bit && bit < left;
      std::vector<Element> elements;
      for (const std::int64_t kept : {-1, 0})
        elements.push_back(
            {.acc = near_tie(s, is_added ? -1 : bit, kept) >> left,
             .operands = {
                 .w_c = std::int64_t{1} << left, .b_c = is_added ? 1 : 0, .r = is_added ? 1 : 0}});
      const int right = is_added ? bit : 0;
      for (const Rounding mode : kRoundings) {
        dut.check({.affine = AffineStage{.s_b = right, .s2 = s, .n2 = 16},
                   .lo = -65536,
                   .hi = 65535,
                   .mode = mode},
                  elements);
        dut.check({.residual = ResidualStage{.e1 = left, .e2 = right, .s3 = s},
                   .lo = -65536,
                   .hi = 65535,
                   .mode = mode},
                  elements);
      }
    }
}

template <typename Lane>
void check_bounds() {
  Lane dut;
  for (int k = 0; k <= 16; ++k)
    for (const std::int64_t lo : {-(std::int64_t{1} << k), (std::int64_t{1} << k) - (k == 16)})
      for (const std::int64_t hi : {lo - 1, lo, lo + 1, lo + 3}) {
        if (hi < -65536 || hi > 65535) continue;
        std::vector<Element> elements;
        for (const std::int64_t acc : {lo - 1, lo, lo + 1, hi, hi + 1, lo - (1 << 17), -hi})
          elements.push_back({.acc = acc});
        dut.check({.n1 = 24, .lo = lo, .hi = hi}, elements);
      }
}

TEST_CASE("F4 isomer_post_lane clamps to bounds of every size that are near each other",
          "[rtl][post_lane]") {
  check_bounds<TinyLane>();
  check_bounds<WideLane>();
}

TEST_CASE("F9 F10 F11 isomer_post_lane equals post on random operands and chains",
          "[rtl][post_lane][random]") {
  check_random<TinyLane>(32, 8, 9, 20000);
  check_random<WideLane>(48, 16, 10, 20000);
}

TEST_CASE("F12 isomer_post_lane lets raw accumulators through", "[rtl][post_lane]") {
  TinyLane tiny;
  for (const std::int64_t acc : patterns::integers(32)) tiny.check_raw(acc);
  WideLane wide;
  for (const std::int64_t acc : patterns::integers(48)) wide.check_raw(acc);
}

}  // namespace
}  // namespace isomer
