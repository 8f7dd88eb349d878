// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/rnt.h"

#include <VClampSmall.h>
#include <VRnt.h>
#include <VRntFaulty.h>
#include <VRntSmall.h>

#include <catch2/catch.hpp>

#include "isa/arithmetic/post.h"
#include "isa/random/random.h"
#include "tests/isa/arithmetic/patterns.h"
#include "tests/rtl/arith/dut.h"

namespace isomer {
namespace {

struct Case {
  std::int64_t acc;
  int shift;
  Rounding mode;
  std::int64_t lo;
  std::int64_t hi;
};

// One instance of isomer_rnt: AccW and BoundW as it was Verilated.
template <typename Module, int kAccW, int kBoundW>
class RntDut {
 public:
  // Whether result and flag are those of the C++ function.
  bool agrees(const Case& c) {
    drive(module_.enable_i, 1, 1);
    drive(module_.acc_i, c.acc, kAccW);
    drive(module_.shift_i, c.shift, 7);
    drive(module_.mode_i, static_cast<std::int64_t>(c.mode), 2);
    drive(module_.lo_i, c.lo, kBoundW);
    drive(module_.hi_i, c.hi, kBoundW);
    module_.eval();
    const std::int64_t rounded = round_shift(c.acc, c.shift, c.mode);
    return signed_of(module_.out_o, kBoundW) == clamp(rounded, c.lo, c.hi) &&
           (module_.saturated_o != 0) == saturates(rounded, c.lo, c.hi);
  }

  void check(const Case& c) {
    if (agrees(c)) return;
    CAPTURE(c.acc, c.shift, rounding_name(c.mode), c.lo, c.hi);
    CAPTURE(signed_of(module_.out_o, kBoundW), static_cast<int>(module_.saturated_o));
    REQUIRE(agrees(c));
  }

 private:
  Module module_;
};

// Calls visit(case) for patterns and random accumulators by shifts by modes by bounds.
template <typename Visit>
void for_each_wide_case(int acc_bits, int bound_bits, std::uint64_t seed, Visit visit) {
  Random random(seed);
  std::vector<std::int64_t> values = patterns::integers(acc_bits);
  for (int i = 0; i < 600; ++i) values.push_back(random.any_size(acc_bits));
  const std::int64_t top = (std::int64_t{1} << (bound_bits - 1)) - 1;
  for (const std::int64_t acc : values) {
    for (int shift = -64; shift <= 63; ++shift) {
      for (const Rounding mode : kRoundings) {
        visit({acc, shift, mode, -128, 127});
        visit({acc, shift, mode, 0, 255});
        visit({acc, shift, mode, -top - 1, top});
      }
    }
  }
}

TEST_CASE("F4 isomer_rnt equals rnt on every 12-bit accumulator, shift and mode",
          "[rtl][rnt][exhaustive]") {
  RntDut<VRntSmall, 12, 5> dut;
  for (std::int64_t acc = -2048; acc < 2048; ++acc) {
    for (int shift = -64; shift <= 63; ++shift) {
      for (const Rounding mode : kRoundings) {
        dut.check({acc, shift, mode, -16, 15});
        dut.check({acc, shift, mode, 0, 11});
      }
    }
  }
}

TEST_CASE("F4 isomer_rnt equals rnt for every pair of bounds", "[rtl][rnt][exhaustive]") {
  RntDut<VRntSmall, 12, 5> dut;
  for (std::int64_t lo = -16; lo < 16; ++lo) {
    for (std::int64_t hi = lo; hi < 16; ++hi) {
      for (std::int64_t acc = -80; acc <= 80; ++acc) {
        for (int shift = -2; shift <= 3; ++shift) {
          for (const Rounding mode : kRoundings) dut.check({acc, shift, mode, lo, hi});
        }
      }
    }
  }
}

TEST_CASE("F4 isomer_rnt equals rnt at 48 bits on patterns and random values, every shift",
          "[rtl][rnt][random]") {
  RntDut<VRnt, 48, 17> dut;
  for_each_wide_case(48, 17, 48, [&dut](const Case& c) { dut.check(c); });
}

TEST_CASE("F4 isomer_rnt sees every single bit below a tie", "[rtl][rnt]") {
  RntDut<VRnt, 48, 17> dut;
  for (int shift = 1; shift <= 46; ++shift)
    for (int bit = -1; bit < shift - 1; ++bit)  // -1: a tie
      for (const Rounding mode : kRoundings)
        for (const std::int64_t kept : {-2, -1, 0, 1}) {
          const std::int64_t tie =
              kept * (std::int64_t{1} << shift) + (std::int64_t{1} << (shift - 1));
          dut.check({tie + (bit < 0 ? 0 : std::int64_t{1} << bit), shift, mode, -65536, 65535});
        }
}

TEST_CASE("F4 isomer_rnt equals rnt for bounds of every size that are near each other",
          "[rtl][rnt][random]") {
  RntDut<VRnt, 48, 17> dut;
  Random random(17);
  for (int i = 0; i < 100000; ++i) {
    const std::int64_t lo = random.any_size(17);
    const std::int64_t hi = wrap(lo + random.any_size(17), 17);  // bounds may cross
    for (const std::int64_t near : {lo, hi})
      dut.check({near + random.between(-2, 2), 0, Rounding::floor, lo, hi});
  }
}

TEST_CASE("F4 isomer_rnt with half_up made truncation is found out", "[rtl][rnt][fault]") {
  RntDut<VRntFaulty, 48, 17> dut;
  int found = 0;
  for_each_wide_case(48, 17, 48, [&](const Case& c) {
    if (dut.agrees(c)) return;
    ++found;
    if (c.mode != Rounding::half_up) REQUIRE(c.mode == Rounding::half_up);
  });
  REQUIRE(found > 0);
}

TEST_CASE("F4 isomer_clamp equals clamp on every value and pair of bounds",
          "[rtl][clamp][exhaustive]") {
  VClampSmall dut;
  for (std::int64_t value = -128; value < 128; ++value) {
    for (std::int64_t lo = -16; lo < 16; ++lo) {
      for (std::int64_t hi = -16; hi < 16; ++hi) {
        drive(dut.value_i, value, 8);
        drive(dut.lo_i, lo, 5);
        drive(dut.hi_i, hi, 5);
        dut.eval();
        const std::int64_t got = signed_of(dut.out_o, 5);
        if (got != clamp(value, lo, hi) || (dut.saturated_o != 0) != saturates(value, lo, hi)) {
          CAPTURE(value, lo, hi, static_cast<int>(dut.saturated_o));
          REQUIRE(got == clamp(value, lo, hi));
          FAIL("wrong flag");
        }
      }
    }
  }
}

}  // namespace
}  // namespace isomer
