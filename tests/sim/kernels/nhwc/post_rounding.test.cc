// SPDX-License-Identifier: Apache-2.0
//
// The rounding of accumulators alone, every shift and mode on ties, their neighbours and extremes.

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "sim/kernels/nhwc/post.h"
#include "tests/isa/arithmetic/patterns.h"
#include "tests/sim/kernels/nhwc/tensors.h"

namespace isomer::kernels::nhwc {
namespace {

void check(const PostChain& chain, const OwnedTensor& sums, std::size_t count, Storage storage) {
  OwnedTensor want(storage, count);
  OwnedTensor got(storage, count);
  std::vector<std::uint8_t> want_flags(count), got_flags(count);
  const auto operands = [&](OwnedTensor& y, std::vector<std::uint8_t>& flags) {
    return PostOperands{count, 1, sums.tensor(), {}, y.tensor(), flags.data()};
  };
  post_reference(chain, operands(want, want_flags), Flags::write);
  post(chain, operands(got, got_flags), Flags::write);
  if (got == want && got_flags == want_flags) return;
  CAPTURE(std::string(rounding_name(chain.rounding)), chain.shift, chain.narrow_bits, chain.lo,
          chain.hi);
  REQUIRE(got.values() == want.values());
  REQUIRE(got_flags == want_flags);
}

TEST_CASE("F4 post equals its reference for every shift and mode of rounding", "[kernels][post]") {
  for (const Storage from : {Storage::s32, Storage::s64}) {
    const auto accumulators = patterns::integers(from == Storage::s32 ? 32 : 48);
    const OwnedTensor sums(from, accumulators);
    for (const Rounding mode : kRoundings) {
      for (int shift = -64; shift < 64; ++shift) {
        for (const int narrow_bits : {8, kMaxNarrowBits}) {
          PostChain chain{.rounding = mode, .shift = shift, .narrow_bits = narrow_bits};
          chain.hi = 255;
          check(chain, sums, accumulators.size(), Storage::u8);
          chain.hi = 6;
          check(chain, sums, accumulators.size(), Storage::u8);
          chain.lo = -128;
          chain.hi = 127;
          check(chain, sums, accumulators.size(), Storage::s8);
          chain.lo = -(1 << 23);
          chain.hi = (1 << 23) - 1;
          check(chain, sums, accumulators.size(), Storage::s32);
        }
      }
    }
  }
}

}  // namespace
}  // namespace isomer::kernels::nhwc
