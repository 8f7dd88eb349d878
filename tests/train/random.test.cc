// SPDX-License-Identifier: Apache-2.0

#include "train/random.h"

#include <catch2/catch.hpp>
#include <cmath>

namespace isomer::train {
namespace {

// The known answers that Random123, the authors' library, ships for philox4x32-10.
TEST_CASE("philox gives the published known answers", "[train][random]") {
  CHECK(philox({0, 0, 0, 0}, {0, 0}) ==
        PhiloxCounter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t kOnes = 0xffffffff;
  CHECK(philox({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}) ==
        PhiloxCounter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        PhiloxCounter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("every part of the key changes the stream", "[train][random]") {
  const RandomStream base(1, Purpose::augment, 2, 3, 4);
  for (const RandomStream& other :
       {RandomStream(9, Purpose::augment, 2, 3, 4), RandomStream(1, Purpose::shuffle, 2, 3, 4),
        RandomStream(1, Purpose::augment, 9, 3, 4), RandomStream(1, Purpose::augment, 2, 9, 4),
        RandomStream(1, Purpose::augment, 2, 3, 9),
        RandomStream(1 + (std::uint64_t{1} << 32), Purpose::augment, 2, 3, 4)}) {
    int equal = 0;
    for (std::uint64_t i = 0; i < 64; ++i) equal += base.bits(i) == other.bits(i) ? 1 : 0;
    CHECK(equal == 0);
  }
  CHECK(base.bits(7) == RandomStream(1, Purpose::augment, 2, 3, 4).bits(7));
}

TEST_CASE("uniform and normal numbers have their moments", "[train][random]") {
  const RandomStream random(5, Purpose::initialise);
  constexpr int kCount = 20000;
  double sum = 0, square = 0, normal_sum = 0, normal_square = 0;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    const double u = random.uniform(i);
    if (u < 0 || u >= 1) REQUIRE((u >= 0 && u < 1));
    if (random.below(7, i) >= 7) REQUIRE(random.below(7, i) < 7);
    const double n = random.normal(i);
    sum += u;
    square += u * u;
    normal_sum += n;
    normal_square += n * n;
  }
  CHECK(std::abs(sum / kCount - 0.5) < 0.01);
  CHECK(std::abs(square / kCount - 1.0 / 3) < 0.01);
  CHECK(std::abs(normal_sum / kCount) < 0.03);
  CHECK(std::abs(normal_square / kCount - 1) < 0.03);
}

}  // namespace
}  // namespace isomer::train
