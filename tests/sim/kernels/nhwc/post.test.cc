// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/post.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "isa/arithmetic/post.h"
#include "sim/kernels/nhwc/post_paths.h"
#include "tests/sim/kernels/nhwc/tensors.h"
#include "tests/sim/kernels/random_integers.h"

namespace isomer::kernels::nhwc {
namespace {

constexpr Storage kStorages[] = {Storage::u8, Storage::s8, Storage::s32, Storage::s64};
constexpr int kChannelCounts[] = {1, 3, 6, 10, 16, 32, 64, 100, 300};

// One call of post(), its operands owned.
struct Case {
  PostChain chain;
  std::size_t pixels;
  int channels;
  OwnedTensor sums;
  OwnedTensor residual;
  Storage output;

  std::size_t elements() const { return pixels * static_cast<std::size_t>(channels); }
  PostOperands operands(Tensor y, std::uint8_t* flags) const {
    return {pixels, channels, sums.tensor(), residual.tensor(), y, flags};
  }
};

PostChain random_chain(RandomIntegers& random, int channels, Storage input, Storage output) {
  const auto count = static_cast<std::size_t>(channels);
  PostChain chain;
  chain.rounding = random.small(0, 2) == 0 ? kRoundings[random.next() % 4] : Rounding::half_up;
  chain.shift = random.small(0, 3) == 0 ? random.small(-64, 63) : random.small(0, 24);
  chain.narrow_bits = random.small(0, 1) == 0 ? 8 : random.small(1, 24);
  if (element_bytes(input) == 1 && random.small(0, 1) == 0) {  // an m1 of an earlier call
    chain.shift = 0;
    chain.narrow_bits = 24;
  }
  if (random.small(0, 2) != 0) {
    const int bits = random.small(2, 16);
    const std::int64_t limit = std::int64_t{1} << (bits - 1);
    chain.affine.emplace();
    chain.affine->scale = random.values<std::int16_t>(count, -limit, limit - 1);
    chain.affine->offset = random.values<std::int16_t>(count, -limit, limit - 1);
    const int s2 = random.small(0, 3) == 0 ? random.small(-64, 63) : random.small(0, 22);
    chain.affine->stage = {random.small(0, random.small(0, 31)), s2, random.small(1, 16)};
  }
  if (random.small(0, 1) == 0) {
    const int shift = random.small(-15, 15);
    const int s3 = random.small(0, 3) == 0 ? random.small(-64, 63) : random.small(0, 16);
    chain.residual = ResidualStage{std::max(0, -shift), std::max(0, shift), s3};
  }
  chain.lo = output == Storage::u8 || random.small(0, 1) == 0 ? 0 : -128;
  chain.hi = output == Storage::u8 ? random.small(1, 255) : random.small(1, 127);
  if (output == Storage::s32) chain.hi = random.small(1, 65535);
  return chain;
}

Case random_case(RandomIntegers& random) {
  const Storage output = kStorages[random.next() % 3];
  const Storage input = kStorages[random.next() % 4];
  const Storage second = kStorages[random.next() % 3];
  const int channels = kChannelCounts[random.next() % std::size(kChannelCounts)];
  const auto pixels = static_cast<std::size_t>(random.small(1, 70));
  const std::size_t count = pixels * static_cast<std::size_t>(channels);
  const int bits = input == Storage::s64 ? random.small(20, 48) : random.small(4, 32);
  const std::int64_t limit = std::int64_t{1} << (bits - 1);
  const auto within = [&](Storage storage, std::int64_t lo, std::int64_t hi) {
    return OwnedTensor(storage, random.values<std::int64_t>(count, std::max(lo, least(storage)),
                                                            std::min(hi, largest(storage))));
  };
  return {random_chain(random, channels, input, output),
          pixels,
          channels,
          within(input, -limit, limit - 1),
          within(second, -32768, 65535),
          output};
}

// What the contract's own functions give for element i: y, and the integer before the last
// rounding.
std::int64_t contract_y(const Case& c, std::size_t i) {
  const std::size_t channel = i % static_cast<std::size_t>(c.channels);
  isomer::PostOperands operands{.r = c.residual.values()[i]};
  if (c.chain.affine) {
    operands.w_c = c.chain.affine->scale[channel];
    operands.b_c = c.chain.affine->offset[channel];
  }
  return isomer::post(c.sums.values()[i], post_stages(c.chain), operands);
}

TEST_CASE("F12 post equals its reference for every chain, storage and use of flags",
          "[kernels][post]") {
  RandomIntegers random(21);
  for (int n = 0; n < 6000; ++n) {
    const Case c = random_case(random);
    for (const Flags flags : {Flags::none, Flags::write, Flags::merge}) {
      OwnedTensor want(c.output, c.elements());
      OwnedTensor got = want;
      auto want_flags = random.values<std::uint8_t>(c.elements(), 0, 3);
      auto got_flags = want_flags;
      post_reference(c.chain, c.operands(want.tensor(), want_flags.data()), flags);
      post(c.chain, c.operands(got.tensor(), got_flags.data()), flags);
      if (got == want && got_flags == want_flags) continue;
      CAPTURE(n, static_cast<int>(flags), c.channels, c.pixels, c.chain.shift);
      REQUIRE(got.values() == want.values());
      REQUIRE(got_flags == want_flags);
    }
  }
}

TEST_CASE("F12 post computes 8-bit chains of all kinds in one loop", "[kernels][post]") {
  RandomIntegers random(21);  // the chains of the test above
  std::map<std::string, int> fused;
  for (int n = 0; n < 6000; ++n) {
    const Case c = random_case(random);
    OwnedTensor y(c.output, c.elements());
    for (const Flags flags : {Flags::none, Flags::write, Flags::merge}) {
      auto marks = random.values<std::uint8_t>(c.elements(), 0, 3);
      const PostOperands operands = c.operands(y.tensor(), marks.data());
      const PostPlan plan(c.chain, c.channels, operands.sums.storage, operands.residual.storage);
      if (!post_fused(plan, operands, flags)) continue;
      std::string kind = operands.sums.storage == Storage::s8 ? "m1" : "sums";
      if (plan.has_affine) kind += " affine";
      if (plan.has_residual) kind += operands.residual.storage == Storage::u8 ? " u8" : " s8";
      kind += flags == Flags::none ? "" : " flags";
      kind += c.output == Storage::u8 ? " -> u8" : " -> s8";
      ++fused[kind];
    }
  }
  CHECK(fused.size() == 3 * 3 * 2 * 2);
  for (const auto& [kind, count] : fused) {
    CAPTURE(kind, count);
    CHECK(count >= 10);
  }
}

TEST_CASE("F12 post_reference equals the contract's function", "[kernels][post]") {
  RandomIntegers random(22);
  for (int n = 0; n < 300; ++n) {
    Case c = random_case(random);
    c.pixels = 1;
    OwnedTensor y(c.output, c.elements());
    post_reference(c.chain, c.operands(y.tensor(), nullptr), Flags::none);
    for (std::size_t i = 0; i < c.elements(); ++i) {
      if (y.values()[i] != contract_y(c, i)) REQUIRE(y.values()[i] == contract_y(c, i));
    }
  }
}

TEST_CASE("F12 post runs in place", "[kernels][post]") {
  RandomIntegers random(23);
  for (int n = 0; n < 200; ++n) {
    Case c = random_case(random);
    c.output = kStorages[random.next() % 3];
    c.chain = random_chain(random, c.channels, c.output, c.output);
    c.sums = OwnedTensor(
        c.output, random.values<std::int64_t>(c.elements(), least(c.output), largest(c.output)));
    OwnedTensor want(c.output, c.elements());
    post_reference(c.chain, c.operands(want.tensor(), nullptr), Flags::none);
    post(c.chain, c.operands(c.sums.tensor(), nullptr), Flags::none);
    if (!(c.sums == want)) REQUIRE(c.sums.values() == want.values());
  }
}

TEST_CASE("F9-F12 every clamp clears its own bit, tested before it acts", "[kernels][post]") {
  constexpr int kNone = 0, kLast = kPassesLast, kNarrow = kPassesNarrow, kBoth = kLast | kNarrow;
  const auto flags_of = [](const PostChain& chain, std::vector<std::int64_t> sums,
                           const std::vector<std::int64_t>& residual = {}) {
    const OwnedTensor in(Storage::s32, sums);
    const OwnedTensor r(Storage::s32, residual);
    OwnedTensor y(Storage::s32, sums.size());
    std::vector<std::uint8_t> flags(sums.size(), 3);
    post(chain, {sums.size(), 1, in.tensor(), r.tensor(), y.tensor(), flags.data()}, Flags::write);
    return std::vector<int>(flags.begin(), flags.end());
  };
  // -3/4 -> -1 clamps; -2/4 -> 0 does not; 1021/4 -> 255 does not; 1022/4 = 255.5 -> 256 does.
  CHECK(flags_of({.shift = 2, .lo = 0, .hi = 255}, {-3, -2, 1021, 1022}) ==
        std::vector{kNarrow, kBoth, kBoth, kNarrow});
  // N1 = 8: 128 clamps to 127, which lo and hi leave alone.
  CHECK(flags_of({.narrow_bits = 8, .lo = 0, .hi = 127}, {-129, -1, 127, 128}) ==
        std::vector{kNone, kNarrow, kBoth, kLast});
  // N2 = 4: 2 * 3 + 1 = 7 passes, 2 * 4 + 1 = 9 does not.
  Affine affine{.scale = {2}, .offset = {1}, .stage = {.s_b = 0, .s2 = 0, .n2 = 4}};
  CHECK(flags_of({.affine = affine, .lo = -8, .hi = 7}, {3, 4}) == std::vector{kBoth, kNarrow});
  // m1 + r: the sum is tested, not its terms.
  CHECK(flags_of({.residual = ResidualStage{}, .lo = 0, .hi = 9}, {-5, -5, 8}, {5, 4, 2}) ==
        std::vector{kBoth, kNarrow, kNarrow});
}

TEST_CASE("F12 a chain in two calls gives what one call gives, flags included", "[kernels][post]") {
  RandomIntegers random(24);
  for (int n = 0; n < 300; ++n) {
    Case c = random_case(random);
    OwnedTensor whole(c.output, c.elements());
    std::vector<std::uint8_t> whole_flags(c.elements());
    post_reference(c.chain, c.operands(whole.tensor(), whole_flags.data()), Flags::write);

    PostChain first = c.chain;
    first.affine.reset();
    first.residual.reset();
    const std::int32_t limit = 1 << (first.narrow_bits - 1);
    first.lo = -limit;
    first.hi = limit - 1;
    PostChain last = c.chain;
    last.shift = 0;
    Case second = c;
    second.sums = OwnedTensor(first.narrow_bits <= 8 ? Storage::s8 : Storage::s32, c.elements());
    second.chain = last;
    OwnedTensor y(c.output, c.elements());
    std::vector<std::uint8_t> flags(c.elements());
    post(first, c.operands(second.sums.tensor(), flags.data()), Flags::write);
    post(last, second.operands(y.tensor(), flags.data()), Flags::merge);
    REQUIRE(y == whole);
    REQUIRE(flags == whole_flags);
  }
}

TEST_CASE("F9-F11 values_before_last gives the exact number before the last rounding",
          "[kernels][post]") {
  RandomIntegers random(25);
  for (int n = 0; n < 2000; ++n) {
    Case c = random_case(random);
    const int exponent = random.small(-30, 10);
    std::vector<float> values(c.elements());
    OwnedTensor none(c.output, 0);
    values_before_last(c.chain, c.operands(none.tensor(), nullptr), exponent, values);
    // The last rounding, when it shifts nothing out, and a clamp that is as wide as can be, give
    // the number itself.
    const auto sums = c.sums.values();
    const auto residual = c.residual.values();
    for (std::size_t i = 0; i < c.elements(); ++i) {
      const std::size_t channel = i % static_cast<std::size_t>(c.channels);
      const PostStages s = post_stages(c.chain);
      std::int64_t want = sums[i];
      if (s.affine || s.residual) want = narrow(want, s.s1, s.n1, s.mode);
      if (s.affine) {
        const std::int64_t w = c.chain.affine->scale[channel];
        const std::int64_t b = c.chain.affine->offset[channel];
        want = s.residual ? affine(want, w, b, *s.affine, s.mode)
                          : affine_sum(want, w, b, s.affine->s_b);
      }
      if (s.residual) {
        ResidualStage exact = *s.residual;
        exact.s3 = 0;
        want = isomer::residual(want, residual[i], exact, s.mode);
      }
      const float number = std::ldexp(static_cast<float>(want), exponent);
      if (values[i] != number) {
        CAPTURE(n, i);
        REQUIRE(values[i] == number);
      }
    }
  }
}

TEST_CASE("add_moments adds to the sums of each channel and of its squares", "[kernels][post]") {
  RandomIntegers random(26);
  for (const Storage storage : {Storage::u8, Storage::s8, Storage::s32}) {
    for (const int channels : kChannelCounts) {
      const auto count = static_cast<std::size_t>(channels);
      const auto pixels = static_cast<std::size_t>(random.small(1, 300));
      const std::int64_t limit = 1 << 23;
      const OwnedTensor d(
          storage, random.values<std::int64_t>(pixels * count, std::max(-limit, least(storage)),
                                               std::min(limit - 1, largest(storage))));
      std::vector<std::int64_t> sum(count, 5), want(count, 5);
      std::vector<SumOfSquares> squares(count, 7), want2(count, 7);
      const auto values = d.values();
      for (std::size_t i = 0; i < values.size(); ++i) {
        want[i % count] += values[i];
        want2[i % count] += values[i] * values[i];
      }
      add_moments(pixels, channels, d.tensor(), sum, squares);
      REQUIRE(sum == want);
      REQUIRE((squares == want2));
    }
  }
}

TEST_CASE("Trap: sums of squares leave 32 bits long before a layer ends", "[kernels][post]") {
  constexpr std::size_t kPixels = 5'000'000;
  const std::vector<std::uint8_t> largest(kPixels, 255);
  std::vector<std::int64_t> sum(1);
  std::vector<SumOfSquares> squares(1);
  add_moments(kPixels, 1, {Storage::u8, largest.data()}, sum, squares);
  CHECK(sum.front() == std::int64_t{kPixels} * 255);
  CHECK((squares.front() == SumOfSquares{kPixels} * 255 * 255));
}

TEST_CASE("Trap: sums of squares of 24 bits leave 64 bits", "[kernels][post]") {
  constexpr std::size_t kPixels = 200'000;
  constexpr std::int32_t kLeast = -(1 << 23);
  const std::vector<std::int32_t> least(kPixels, kLeast);
  std::vector<std::int64_t> sum(1);
  std::vector<SumOfSquares> squares(1);
  add_moments(kPixels, 1, {Storage::s32, least.data()}, sum, squares);
  CHECK(sum.front() == std::int64_t{kPixels} * kLeast);
  CHECK((squares.front() == SumOfSquares{kPixels} * kLeast * kLeast));
  CHECK((squares.front() > SumOfSquares{1} << 63));
}

}  // namespace
}  // namespace isomer::kernels::nhwc
