// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/post_chain.h"

#include <catch2/catch.hpp>
#include <limits>
#include <vector>

#include "tests/sim/kernels/random_integers.h"

namespace isomer::kernels {
namespace {

constexpr int kChannels = 3;
constexpr std::size_t kPixels = 37;
constexpr std::size_t kElements = 2 * kChannels * kPixels;

PostChain random_chain(RandomIntegers& random, bool has_affine, bool has_residual) {
  PostChain chain;
  chain.rounding = kRoundings[random.next() % 4];
  chain.shift = random.small(-3, 40);
  chain.narrow_bits = random.small(4, 24);
  chain.lo = random.small(0, 1) == 0 ? 0 : -128;
  chain.hi = random.small(100, 255);
  if (has_affine) {
    chain.affine.emplace();
    chain.affine->scale = random.values<std::int16_t>(kChannels, -32768, 32767);
    chain.affine->offset = random.values<std::int16_t>(kChannels, -32768, 32767);
    chain.affine->stage = {random.small(0, 31), random.small(-2, 30), random.small(4, 16)};
  }
  if (has_residual) {
    const int shift = random.small(-15, 15);
    chain.residual = ResidualStage{std::max(0, -shift), std::max(0, shift), random.small(-3, 34)};
  }
  return chain;
}

TEST_CASE("F12 post_chain equals its reference, in place too", "[kernels][post]") {
  RandomIntegers random(8);
  int narrow = 0;  // chains that the vectorised sum takes
  for (int i = 0; i < 4000; ++i) {
    PostChain chain = random_chain(random, i % 4 == 1, i % 2 == 0);
    if (i % 3 == 0) chain.rounding = Rounding::half_up;
    if (chain.rounding == Rounding::half_up && chain.residual && !chain.affine) ++narrow;
    const int bits = random.small(8, 31);
    auto accumulators = random.values<std::int32_t>(kElements, -(std::int64_t{1} << bits),
                                                    (std::int64_t{1} << bits) - 1);
    const auto residual = random.values<std::int32_t>(kElements, -32768, 65535);
    const std::span<const std::int32_t> acc(accumulators);
    std::vector<std::int32_t> want(kElements);
    std::vector<std::int32_t> wide(kElements);
    post_chain_reference(chain, kChannels, kPixels, acc, residual, std::span(want));
    const std::vector<std::int64_t> longer(acc.begin(), acc.end());
    post_chain(chain, kChannels, kPixels, std::span<const std::int64_t>(longer), residual,
               std::span(wide));
    post_chain(chain, kChannels, kPixels, acc, residual, std::span(accumulators));
    if (accumulators != want || wide != want) {
      CAPTURE(i, chain.shift, chain.narrow_bits);
      REQUIRE(accumulators == want);
      REQUIRE(wide == want);
    }
  }
  CHECK(narrow > 500);
}

TEST_CASE("F9 a chain is plain when its first clamp cannot act alone", "[kernels][post]") {
  CHECK(is_plain({.narrow_bits = 8, .lo = -128, .hi = 127}));
  CHECK_FALSE(is_plain({.narrow_bits = 8, .lo = 0, .hi = 255}));
  CHECK_FALSE(is_plain({.residual = ResidualStage{}, .lo = 0, .hi = 255}));
}

}  // namespace
}  // namespace isomer::kernels
