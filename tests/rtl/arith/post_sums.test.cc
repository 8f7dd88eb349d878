// SPDX-License-Identifier: Apache-2.0
//
// What the affine and the residual stage round: the exact sums.
#include <VAffineSum.h>
#include <VResidualSum.h>

#include <catch2/catch.hpp>

#include "isa/arithmetic/bias.h"
#include "isa/arithmetic/post.h"
#include "isa/random/random.h"
#include "tests/isa/arithmetic/patterns.h"
#include "tests/rtl/arith/dut.h"

namespace isomer {
namespace {

TEST_CASE("F10 isomer_affine_sum equals the sum of affine on extremes and random operands",
          "[rtl][affine]") {
  VAffineSum dut;
  const auto check = [&dut](std::int64_t m1, std::int64_t w, std::int64_t b, int s_b) {
    drive(dut.m1_i, m1, kMaxNarrowBits);
    drive(dut.w_i, w, 16);
    drive(dut.b_i, align_bias(b, s_b, 47), 47);
    dut.eval();
    const std::int64_t right = m1 * w + b * (std::int64_t{1} << s_b);
    if (signed_of(dut.sum_o, 48) != right) {
      CAPTURE(m1, w, b, s_b);
      REQUIRE(signed_of(dut.sum_o, 48) == right);
    }
  };
  for (const std::int64_t m1 : patterns::integers(kMaxNarrowBits))
    for (const std::int64_t w : patterns::integers(16))
      for (const std::int64_t b : {-32768, -1, 0, 1, 32767})
        for (const int s_b : {0, 1, 16, kMaxAffineBiasShift}) check(m1, w, b, s_b);
  Random random(10);
  for (int i = 0; i < 1000000; ++i)
    check(random.any_size(kMaxNarrowBits), random.any_size(16), random.any_size(16),
          random.between(0, kMaxAffineBiasShift));
}

TEST_CASE("F11 isomer_residual_sum equals the sum of residual on extremes and random operands",
          "[rtl][residual]") {
  VResidualSum dut;
  const auto check = [&dut](std::int64_t a, std::int64_t b, int e1, int e2) {
    drive(dut.a_i, a, kMaxNarrowBits);
    drive(dut.b_i, b, 17);
    drive(dut.e1_i, e1, 4);
    drive(dut.e2_i, e2, 4);
    dut.eval();
    const std::int64_t right = a * (std::int64_t{1} << e1) + b * (std::int64_t{1} << e2);
    if (signed_of(dut.sum_o, 40) != right) {
      CAPTURE(a, b, e1, e2);
      REQUIRE(signed_of(dut.sum_o, 40) == right);
    }
  };
  const auto check_shifts = [&check](std::int64_t a, std::int64_t b) {
    for (int e = 0; e <= kMaxResidualShift; ++e) {
      check(a, b, e, 0);
      check(a, b, 0, e);
      check(a, b, e, kMaxResidualShift);  // no sensible instruction, but a legal one
    }
  };
  for (const std::int64_t a : patterns::integers(kMaxNarrowBits))
    for (const std::int64_t b : patterns::integers(17)) check_shifts(a, b);
  Random random(11);
  for (int i = 0; i < 30000; ++i)
    check_shifts(random.any_size(kMaxNarrowBits), random.any_size(17));
}

}  // namespace
}  // namespace isomer
