// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/post.h"

#include <catch2/catch.hpp>
#include <limits>
#include <vector>

#include "tests/sim/kernels/random_integers.h"

namespace isomer::kernels {
namespace {

TEST_CASE("F4 post equals its reference for every shift and rounding mode", "[kernels][post]") {
  constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
  constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
  RandomIntegers random(3);
  std::vector<std::int32_t> accumulators = {kMin, kMin + 1, -1, 0, 1, kMax - 1, kMax};
  for (int bit = 0; bit < 31; ++bit) {  // ties, and their neighbours
    for (const int step : {-1, 0, 1}) {
      accumulators.push_back((1 << bit) + step);
      accumulators.push_back(-(1 << bit) + step);
      accumulators.push_back((3 << (bit / 2)) + step);
    }
  }
  for (const std::int32_t v : random.values<std::int32_t>(400, kMin, kMax)) {
    accumulators.push_back(v >> random.small(0, 31));
  }
  struct Range {
    std::int32_t lo;
    std::int32_t hi;
  };
  for (const Rounding mode : kRoundings) {
    for (int shift = -64; shift < 64; ++shift) {
      for (const Range range : {Range{0, 255}, Range{-128, 127}, Range{0, 6}, Range{kMin, kMax}}) {
        const PostChain chain = {.rounding = mode, .shift = shift, .lo = range.lo, .hi = range.hi};
        const std::size_t n = accumulators.size();
        std::vector<std::int32_t> want(n), got(n), in_place = accumulators;
        std::vector<std::uint8_t> want_mask(n, 2), got_mask(n, 2);
        post_reference(chain, accumulators, want, want_mask);
        post(chain, accumulators, got, got_mask);
        post(chain, in_place, in_place);
        if (got != want || got_mask != want_mask || in_place != want) {
          CAPTURE(std::string(rounding_name(mode)), shift, range.lo, range.hi);
          REQUIRE(got == want);
          REQUIRE(got_mask == want_mask);
          REQUIRE(in_place == want);
        }
      }
    }
  }
}

TEST_CASE("F4 the mask of post is zero exactly where the clamp acted", "[kernels][post]") {
  const std::vector<std::int32_t> accumulators = {-3, -2, -1, 0, 1019, 1021, 1022, 1023};
  std::vector<std::int32_t> y(8);
  std::vector<std::uint8_t> mask(8);
  post({.shift = 2, .lo = 0, .hi = 255}, accumulators, y, mask);
  CHECK(y == std::vector<std::int32_t>{0, 0, 0, 0, 255, 255, 255, 255});
  // rnd: -3/4 -> -1 clamps; -2/4 -> 0 does not; 1021/4 -> 255 does not; 1022/4 = 255.5 -> 256 does.
  CHECK(mask == std::vector<std::uint8_t>{0, 1, 1, 1, 1, 1, 0, 0});
}

}  // namespace
}  // namespace isomer::kernels
