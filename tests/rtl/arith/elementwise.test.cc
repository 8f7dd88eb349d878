// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/elementwise.h"

#include <VElementwise.h>
#include <VElementwiseWide.h>
#include <VRange.h>
#include <VRnt.h>

#include <catch2/catch.hpp>

#include "isa/arithmetic/format.h"
#include "isa/arithmetic/pool.h"
#include "isa/random/random.h"
#include "tests/isa/arithmetic/patterns.h"
#include "tests/rtl/arith/dut.h"

namespace isomer {
namespace {

struct Result {
  int shift = 0;
  Rounding mode = Rounding::half_up;
  std::int64_t lo = -128;
  std::int64_t hi = 127;
};

// isomer_elementwise followed by isomer_rnt, as in the lane of the machine.
template <typename Module, int kAw, int kBw, int kOutW>
class ElementwiseDut {
 public:
  std::int64_t value(std::int64_t a, std::int64_t b, bool is_product, int e1 = 0, int e2 = 0) {
    drive(exact_.enable_i, is_product ? 1 : 0, 1);
    drive(exact_.a_i, a, kAw);
    drive(exact_.b_i, b, kBw);
    drive(exact_.is_product_i, is_product ? 1 : 0, 1);
    drive(exact_.e1_i, e1, 4);
    drive(exact_.e2_i, e2, 4);
    exact_.eval();
    return signed_of(exact_.value_o, kOutW);
  }

  std::int64_t rounded(std::int64_t value, const Result& result) {
    drive(rounding_.enable_i, 1, 1);
    drive(rounding_.acc_i, value, 48);
    drive(rounding_.shift_i, result.shift, 7);
    drive(rounding_.mode_i, static_cast<std::int64_t>(result.mode), 2);
    drive(rounding_.lo_i, result.lo, 17);
    drive(rounding_.hi_i, result.hi, 17);
    rounding_.eval();
    return signed_of(rounding_.out_o, 17);
  }

 private:
  Module exact_;
  VRnt rounding_;
};

using Dut8 = ElementwiseDut<VElementwise, 25, 16, 40>;
using Dut16 = ElementwiseDut<VElementwiseWide, 33, 17, 48>;

// Calls visit(x, r, result) for patterns of `bits` bits by shifts by modes.
template <typename Visit>
void for_each_pair(int bits, Visit visit) {
  const std::int64_t top = (std::int64_t{1} << (bits - 1)) - 1;
  for (const std::int64_t x : patterns::integers(bits))
    for (const std::int64_t r : patterns::integers(bits))
      for (const int shift : {-64, -9, -1, 0, 1, 2, 7, 8, 15, 33, 63})
        for (const Rounding mode : kRoundings)
          visit(x, r, Result{.shift = shift, .mode = mode, .lo = -top - 1, .hi = top});
}

template <typename Dut>
void check_pairs(int bits) {
  Dut dut;
  for_each_pair(bits, [&dut](std::int64_t x, std::int64_t r, const Result& as) {
    const std::int64_t product = dut.rounded(dut.value(x, r, true), as);
    const std::int64_t same = dut.rounded(dut.value(x, 0, false), as);
    CAPTURE(x, r, as.shift, rounding_name(as.mode));
    if (product != multiply(x, r, as.shift, as.lo, as.hi, as.mode))
      REQUIRE(product == multiply(x, r, as.shift, as.lo, as.hi, as.mode));
    if (same != rescale(x, as.shift, as.lo, as.hi, as.mode))
      REQUIRE(same == rescale(x, as.shift, as.lo, as.hi, as.mode));
    for (const auto& [e1, e2] : {std::pair{0, 0}, {1, 0}, {15, 0}, {0, 15}, {15, 15}}) {
      const ResidualStage stage{.e1 = e1, .e2 = e2, .s3 = as.shift};
      const std::int64_t sum = dut.rounded(dut.value(x, r, false, e1, e2), as);
      if (sum != add(x, r, stage, as.lo, as.hi, as.mode))
        REQUIRE(sum == add(x, r, stage, as.lo, as.hi, as.mode));
    }
  });
}

TEST_CASE("F13 isomer_elementwise and isomer_rnt equal add, multiply and rescale on patterns",
          "[rtl][elementwise]") {
  check_pairs<Dut8>(9);
  check_pairs<Dut16>(17);
}

TEST_CASE("F13 isomer_elementwise multiplies every pair of 9-bit operands exactly",
          "[rtl][elementwise][exhaustive]") {
  Dut8 dut;
  for (std::int64_t x = -256; x < 256; ++x)
    for (std::int64_t r = -256; r < 256; ++r)
      if (dut.value(x, r, true) != x * r) REQUIRE(dut.value(x, r, true) == x * r);
}

template <typename Dut>
void check_averages(int element_bits, std::int64_t seed) {
  Dut dut;
  Random random(static_cast<std::uint64_t>(seed));
  const std::int64_t least = -(std::int64_t{1} << (element_bits - 1));
  const std::int64_t most = (std::int64_t{1} << element_bits) - 1;
  for (const std::int64_t k : {1, 2, 3, 4, 5, 7, 9, 49, 64, 81, 3025, 65024, 65025}) {
    const AverageFactor factor = average_factor(k);
    std::vector<std::int64_t> sums = {k * least, k * least + 1, -1, 0, 1, k * most - 1, k * most};
    for (int i = 0; i < 200; ++i) {
      const std::int64_t sum = random.any_size(element_bits + 17);
      if (k * least <= sum && sum <= k * most) sums.push_back(sum);
    }
    for (const std::int64_t sum : sums)
      for (const int s : {-8, -1, 0, 1, 3})
        for (const Rounding mode : kRoundings) {
          const std::int64_t want = average(sum, factor, s, -128, 127, mode);
          const std::int64_t got = dut.rounded(dut.value(sum, factor.multiplier, true),
                                               {.shift = s + factor.shift, .mode = mode});
          if (got == want) continue;
          CAPTURE(k, sum, s, rounding_name(mode));
          REQUIRE(got == want);
        }
  }
}

TEST_CASE("F15 isomer_elementwise and isomer_rnt equal average for windows up to 255 x 255",
          "[rtl][elementwise][random]") {
  check_averages<Dut8>(8, 15);
  check_averages<Dut16>(16, 16);
}

TEST_CASE("F1 isomer_range equals the range of every format", "[rtl][range][exhaustive]") {
  VRange dut;
  for (int bits = 1; bits <= 16; ++bits)
    for (const bool is_signed : {false, true}) {
      const Format format{.bits = bits, .is_signed = is_signed};
      drive(dut.bits_i, bits, 5);
      drive(dut.is_signed_i, is_signed ? 1 : 0, 1);
      dut.eval();
      CAPTURE(bits, is_signed);
      CHECK(signed_of(dut.lo_o, 17) == format.min());
      CHECK(signed_of(dut.hi_o, 17) == format.max());
    }
}

}  // namespace
}  // namespace isomer
