// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/format.h"

#include <catch2/catch.hpp>
#include <string>

#include "isa/arithmetic/quantize.h"
#include "isa/arithmetic/rounding.h"
#include "isa/container/error.h"

namespace isomer {
namespace {

std::string refusal(const Format& format, int max_bits = kMaxBits) {
  try {
    validate(format, "conv1.weight", max_bits);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("F1 a format stands for d * 2^exponent over the whole range of d",
          "[arithmetic][format][exhaustive]") {
  for (int bits = 1; bits <= kMaxBits; ++bits) {
    const Format with_sign{bits, true, -3};
    const Format natural{bits, false, -3};
    REQUIRE(with_sign.max() - with_sign.min() + 1 == std::int64_t{1} << bits);
    REQUIRE(natural.max() - natural.min() + 1 == std::int64_t{1} << bits);
    REQUIRE(with_sign.min() == -with_sign.max() - 1);
    REQUIRE(natural.min() == 0);
    REQUIRE(with_sign.max_abs() == -with_sign.min());
    REQUIRE(natural.max_abs() == natural.max());
  }
  REQUIRE(dequantize(-128, {8, true, -7}) == -1.0);
  REQUIRE(dequantize(3, {8, false, 63}) == 3 * 9223372036854775808.0);
}

TEST_CASE("F2 exponents and widths outside their ranges are refused by the tensor's name",
          "[arithmetic][format]") {
  REQUIRE(refusal({8, true, -64}).empty());
  REQUIRE(refusal({8, true, 63}).empty());
  REQUIRE(refusal({48, true, 0}).empty());
  for (const Format& bad : {Format{8, true, -65}, Format{8, true, 64}, Format{0, true, 0},
                            Format{49, true, 0}, Format{-8, false, 0}}) {
    CAPTURE(bad.bits, bad.exponent);
    REQUIRE(refusal(bad).find("conv1.weight") != std::string::npos);
  }
  REQUIRE(refusal({9, true, 0}, 8).find("choose 1 to 8") != std::string::npos);
}

TEST_CASE("F3 mode numbers are the instruction's field and names go there and back",
          "[arithmetic][rounding]") {
  for (std::size_t i = 0; i < kRoundings.size(); ++i) {
    REQUIRE(static_cast<std::size_t>(kRoundings[i]) == i);
    REQUIRE(rounding_from_name(rounding_name(kRoundings[i])) == kRoundings[i]);
  }
  REQUIRE(rounding_name(Rounding::half_even) == "half_even");
  REQUIRE_FALSE(rounding_from_name("nearest").has_value());
}

}  // namespace
}  // namespace isomer
