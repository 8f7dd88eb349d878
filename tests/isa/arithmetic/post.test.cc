// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/post.h"

#include <catch2/catch.hpp>

#include "isa/arithmetic/activation.h"
#include "isa/arithmetic/elementwise.h"
#include "isa/random/random.h"
#include "tests/isa/arithmetic/patterns.h"
#include "tests/support/oracle.h"

namespace isomer {
namespace {

oracle::Mode judge(Rounding mode) { return static_cast<oracle::Mode>(mode); }

oracle::Post judge(const PostStages& stages, const PostOperands& operands) {
  oracle::Post chain;
  chain.mode = judge(stages.mode);
  chain.s1 = stages.s1;
  chain.n1 = stages.n1;
  chain.lo = stages.lo;
  chain.hi = stages.hi;
  if (stages.affine) {
    chain.has_affine = true;
    chain.w_c = operands.w_c;
    chain.b_c = operands.b_c;
    chain.s_b = stages.affine->s_b;
    chain.s2 = stages.affine->s2;
    chain.n2 = stages.affine->n2;
  }
  if (stages.residual) {
    chain.has_residual = true;
    chain.r = operands.r;
    chain.e1 = stages.residual->e1;
    chain.e2 = stages.residual->e2;
    chain.s3 = stages.residual->s3;
  }
  return chain;
}

void check(std::int64_t acc, const PostStages& stages, const PostOperands& operands) {
  const std::int64_t got = post(acc, stages, operands);
  const std::int64_t want = oracle::post(acc, judge(stages, operands));
  if (got == want) return;
  CAPTURE(acc, stages.s1, stages.n1, stages.lo, stages.hi, rounding_name(stages.mode));
  CAPTURE(stages.affine.has_value(), operands.w_c, operands.b_c);
  CAPTURE(stages.residual.has_value(), operands.r);
  REQUIRE(got == want);
}

AffineStage random_affine(Random& random) {
  return {random.between(0, 31), random.between(-8, 40), random.between(1, 16)};
}

ResidualStage random_residual(Random& random) {
  const int shift = random.between(0, 15);
  const bool first = random.between(0, 1) == 0;
  return {first ? shift : 0, first ? 0 : shift, random.between(-4, 20)};
}

PostOperands random_operands(Random& random) {
  return {random.any_size(16), random.any_size(16), random.any_size(9)};
}

TEST_CASE("F9 narrow equals the oracle for every width, patterns by shifts by modes",
          "[arithmetic][post]") {
  for (const std::int64_t acc : patterns::integers(32)) {
    for (int n1 = 1; n1 <= 24; ++n1) {
      for (const int shift : patterns::kShifts) {
        for (const Rounding mode : kRoundings) {
          const std::int64_t lo = -(std::int64_t{1} << (n1 - 1));
          const std::int64_t want = oracle::rnt(acc, shift, lo, -lo - 1, judge(mode));
          if (narrow(acc, shift, n1, mode) != want) {
            CAPTURE(acc, shift, n1, rounding_name(mode));
            REQUIRE(narrow(acc, shift, n1, mode) == want);
          }
        }
      }
    }
  }
}

TEST_CASE("F10 affine equals the oracle and its sum fits 48 bits at every extreme",
          "[arithmetic][post]") {
  const auto at_most_48_bits = [](std::int64_t v) { return v >> 47 == 0 || v >> 47 == -1; };
  for (const std::int64_t m1 : {-(1 << 23), (1 << 23) - 1}) {
    for (const std::int64_t w_c : {-32768, 32767}) {
      for (const std::int64_t b_c : {-32768, 32767}) {
        REQUIRE(at_most_48_bits(m1 * w_c + b_c * (std::int64_t{1} << 31)));
      }
    }
  }
  Random random(10);
  for (int i = 0; i < 200000; ++i) {
    PostStages stages{.s1 = random.between(-2, 12), .lo = -65536, .hi = 65535};
    stages.affine = random_affine(random);
    stages.mode = kRoundings[static_cast<std::size_t>(random.between(0, 3))];
    check(random.any_size(32), stages, random_operands(random));
  }
}

TEST_CASE("F11 residual equals the oracle for every shift of either operand",
          "[arithmetic][post]") {
  for (int e = 0; e <= kMaxResidualShift; ++e) {
    for (const bool first : {true, false}) {
      for (const int s3 : {-3, -1, 0, 1, 2, 8, 15, 16, 40, 63}) {
        for (const std::int64_t acc : patterns::integers(16)) {
          for (const std::int64_t r : {-128, -127, -1, 0, 1, 3, 127, 128, 255}) {
            for (const Rounding mode : kRoundings) {
              PostStages stages{.n1 = 16, .lo = -128, .hi = 127, .mode = mode};
              stages.residual = ResidualStage{first ? e : 0, first ? 0 : e, s3};
              check(acc, stages, {.r = r});
            }
          }
        }
      }
    }
  }
}

TEST_CASE("F12 the whole chain equals the oracle with every choice of stages",
          "[arithmetic][post][random]") {
  Random random(12);
  for (int i = 0; i < 400000; ++i) {
    PostStages stages{.s1 = random.between(-64, 63), .n1 = random.between(1, 24)};
    if (random.between(0, 3) != 0) stages.s1 = random.between(0, 20);
    if (random.between(0, 1) != 0) stages.affine = random_affine(random);
    if (random.between(0, 1) != 0) stages.residual = random_residual(random);
    stages.mode = kRoundings[static_cast<std::size_t>(random.between(0, 3))];
    stages.lo = random.between(-256, 0);
    stages.hi = random.between(0, 255);
    check(random.any_size(random.between(0, 1) != 0 ? 32 : 48), stages, random_operands(random));
  }
}

TEST_CASE("F12 a fused chain equals its stages run one after the other",
          "[arithmetic][post][random]") {
  Random random(120);
  for (int i = 0; i < 100000; ++i) {
    const Rounding mode = kRoundings[static_cast<std::size_t>(random.between(0, 3))];
    PostStages fused{.s1 = random.between(0, 20), .n1 = 16, .lo = -128, .hi = 127, .mode = mode};
    fused.affine = random_affine(random);
    fused.affine->n2 = 8;
    fused.residual = random_residual(random);
    const PostOperands operands = random_operands(random);
    const std::int64_t acc = random.any_size(32);

    const std::int64_t stored1 =
        post(acc, {.s1 = fused.s1, .lo = -32768, .hi = 32767, .mode = mode});
    const PostStages second{.n1 = 16, .affine = fused.affine, .lo = -128, .hi = 127, .mode = mode};
    const std::int64_t stored2 = post(stored1, second, operands);
    const std::int64_t separate = add(stored2, operands.r, *fused.residual, -128, 127, mode);
    CAPTURE(acc, stored1, stored2);
    if (post(acc, fused, operands) != separate) REQUIRE(post(acc, fused, operands) == separate);
  }
}

TEST_CASE("F12 an absent stage is the identity and 24 bits unshifted keep the accumulator",
          "[arithmetic][post]") {
  for (const std::int64_t acc : patterns::integers(24)) {
    REQUIRE(post(acc, {.lo = -(1 << 23), .hi = (1 << 23) - 1}) == acc);
  }
}

TEST_CASE("F13 add, multiply and rescale equal the oracle on all pairs of 8-bit operands",
          "[arithmetic][elementwise][exhaustive]") {
  for (std::int64_t a = -128; a <= 127; ++a) {
    for (std::int64_t b = -128; b <= 255; ++b) {
      for (const Rounding mode : kRoundings) {
        const oracle::Mode judged = judge(mode);
        const ResidualStage stage{0, 3, 2};
        const std::int64_t sum = add(a, b, stage, -128, 127, mode);
        const std::int64_t product = multiply(a, b, 7, -128, 127, mode);
        if (sum != oracle::rnt(a + 8 * b, 2, -128, 127, judged) ||
            product != oracle::rnt(a * b, 7, -128, 127, judged)) {
          CAPTURE(a, b, rounding_name(mode));
          REQUIRE(sum == oracle::rnt(a + 8 * b, 2, -128, 127, judged));
          REQUIRE(product == oracle::rnt(a * b, 7, -128, 127, judged));
        }
      }
    }
    for (int shift = -64; shift <= 63; ++shift) {
      for (const Rounding mode : kRoundings) {
        REQUIRE(rescale(a, shift, 0, 255, mode) == oracle::rnt(a, shift, 0, 255, judge(mode)));
      }
    }
  }
}

TEST_CASE("F13 trap, the most negative operand times itself", "[arithmetic][elementwise][trap]") {
  for (const Rounding mode : kRoundings) {
    REQUIRE(multiply(-128, -128, 0, -65536, 65535, mode) == 16384);
    REQUIRE(multiply(-128, -128, 7, -128, 127, mode) == 127);
    REQUIRE(multiply(-65536, -65536, 20, -65536, 65535, mode) == 4096);
  }
}

TEST_CASE("F18 ReLU and ReLU6 are bounds for every format and exponent",
          "[arithmetic][activation][exhaustive]") {
  for (int bits = 2; bits <= 16; ++bits) {
    for (const bool is_signed : {true, false}) {
      for (int exponent = kMinExponent; exponent <= kMaxExponent; ++exponent) {
        const Format format{bits, is_signed, exponent};
        const std::int64_t six = oracle::rnt(6, exponent, 0, format.max(), oracle::Mode::half_up);
        REQUIRE(linear_range(format) == OutputRange{format.min(), format.max()});
        REQUIRE(relu_range(format) == OutputRange{0, format.max()});
        REQUIRE(relu6_range(format) == OutputRange{0, six});
      }
    }
  }
}

}  // namespace
}  // namespace isomer
