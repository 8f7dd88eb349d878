// SPDX-License-Identifier: Apache-2.0

#include <VPostLane.h>

#include <catch2/catch.hpp>

#include "isa/arithmetic/post.h"
#include "tests/isa/arithmetic/patterns.h"
#include "tests/rtl/arith/dut.h"

namespace isomer {
namespace {

class PostLaneDut {
 public:
  void check(std::int64_t acc, const PostStages& stages) {
    drive(module_.acc_i, acc, 32);
    drive(module_.s1_i, stages.s1, 7);
    drive(module_.n1_i, stages.n1, 5);
    drive(module_.mode_i, static_cast<std::int64_t>(stages.mode), 2);
    drive(module_.lo_i, stages.lo, 17);
    drive(module_.hi_i, stages.hi, 17);
    module_.eval();
    const std::int64_t rounded = round_shift(acc, stages.s1, stages.mode);
    const std::int64_t m1 = narrow(acc, stages.s1, stages.n1, stages.mode);
    const bool saturated = m1 != rounded || m1 < stages.lo || m1 > stages.hi;
    const std::int64_t got = signed_of(module_.y_o, 17);
    if (got == post(acc, stages) && (module_.saturated_o != 0) == saturated) return;
    CAPTURE(acc, stages.s1, stages.n1, rounding_name(stages.mode), stages.lo, stages.hi);
    CAPTURE(saturated, static_cast<int>(module_.saturated_o));
    REQUIRE(got == post(acc, stages));
    FAIL("wrong flag");
  }

 private:
  VPostLane module_;
};

TEST_CASE("F12 isomer_post_lane equals post on patterns, every shift, mode and width",
          "[rtl][post_lane]") {
  PostLaneDut dut;
  for (const std::int64_t acc : patterns::integers(32)) {
    for (int shift = -64; shift <= 63; ++shift) {
      for (const Rounding mode : kRoundings) {
        dut.check(acc, {.s1 = shift, .lo = -128, .hi = 127, .mode = mode});
        dut.check(acc, {.s1 = shift, .lo = 0, .hi = 255, .mode = mode});
      }
    }
    for (int n1 = 1; n1 <= kMaxNarrowBits; ++n1) {
      for (int shift = -1; shift <= 32; ++shift) {
        dut.check(acc, {.s1 = shift, .n1 = n1, .lo = -65536, .hi = 65535});
      }
    }
  }
}

TEST_CASE("F9 isomer_post_lane equals post on random operands, widths and bounds",
          "[rtl][post_lane][random]") {
  PostLaneDut dut;
  patterns::Random random(9);
  for (int i = 0; i < 2000000; ++i) {
    PostStages stages{.s1 = random.between(0, 24), .n1 = random.between(1, kMaxNarrowBits)};
    if (random.between(0, 7) == 0) stages.s1 = random.between(-64, 63);
    stages.mode = kRoundings[static_cast<std::size_t>(random.between(0, 3))];
    stages.lo = random.any_size(17);
    stages.hi = stages.lo + random.between(0, static_cast<int>(65535 - stages.lo));
    dut.check(random.any_size(32), stages);
  }
}

}  // namespace
}  // namespace isomer
