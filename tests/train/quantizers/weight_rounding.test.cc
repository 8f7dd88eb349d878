// SPDX-License-Identifier: Apache-2.0

#include "train/quantizers/weight_rounding.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

#include "isa/arithmetic/quantize.h"
#include "isa/container/error.h"
#include "isa/random/random.h"

namespace isomer::train {
namespace {

// Ties and their neighbours, denormals, the largest floats, zeros of both signs, anything.
float awkward(Random& random, int exponent) {
  const auto tie = [&] {
    return std::ldexp(static_cast<float>(random.any_size(18)) + 0.5F, exponent);
  };
  switch (random.between(0, 7)) {
    case 0:
      return tie();
    case 1:
      return std::nextafter(tie(), std::numeric_limits<float>::infinity());
    case 2:
      return std::nextafter(tie(), -std::numeric_limits<float>::infinity());
    case 3:
      return static_cast<float>(random.integer(3)) * std::numeric_limits<float>::denorm_min();
    case 4:
      return random.between(0, 1) == 1 ? std::numeric_limits<float>::max()
                                       : std::numeric_limits<float>::lowest();
    case 5:
      return random.between(0, 1) == 1 ? 0.0F : -0.0F;
    default:
      return std::ldexp(static_cast<float>(random.any_size(24)), exponent - 8);
  }
}

TEST_CASE("weights round as F19 says, whatever they are", "[train][quantizers][random]") {
  Random random(19);
  for (int bits = 2; bits <= 16; ++bits) {
    for (int exponent = -64; exponent <= 63; ++exponent) {
      const Format format{bits, true, exponent};
      std::vector<float> weights(static_cast<std::size_t>(random.between(1, 100)));
      for (float& w : weights) w = awkward(random, exponent);
      std::vector<std::int16_t> d(weights.size());
      std::vector<float> effective(weights.size());
      round_weights(weights, format, "w", d, effective);
      for (std::size_t i = 0; i < weights.size(); ++i) {
        const std::int64_t expected =
            quantize(static_cast<double>(weights[i]), format, Rounding::half_up);
        if (d[i] == expected && static_cast<double>(effective[i]) == dequantize(d[i], format)) {
          continue;
        }
        CAPTURE(bits, exponent, weights[i], d[i], expected, effective[i]);
        FAIL();
      }
    }
  }
}

TEST_CASE("weights that are no numbers are refused by name and index", "[train][quantizers]") {
  for (const float broken :
       {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
        std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::quiet_NaN()}) {
    std::vector<float> weights(77, 1.0F);
    weights[61] = broken;
    std::vector<std::int16_t> d(weights.size());
    std::vector<float> effective(weights.size());
    CHECK_THROWS_WITH(round_weights(weights, {8, true, 0}, "conv3.weights", d, effective),
                      Catch::Contains("'conv3.weights'") && Catch::Contains("index 61"));
  }
}

TEST_CASE("magnitudes sum up per channel", "[train][quantizers][random]") {
  Random random(20);
  for (const std::size_t length : {1U, 9U, 27U, 144U, 576U, 70000U}) {
    const std::size_t parts = length > 1000 ? 2 : 5;
    std::vector<std::int16_t> d(parts * length);
    for (auto& v : d) v = static_cast<std::int16_t>(random.integer(16));
    if (length > 1000) std::fill(d.begin(), d.end(), std::int16_t{-32768});
    std::vector<std::int64_t> sums(parts);
    sum_magnitudes(d, sums);
    for (std::size_t o = 0; o < parts; ++o) {
      std::int64_t expected = 0;
      for (std::size_t i = 0; i < length; ++i) expected += std::abs(int{d[o * length + i]});
      CHECK(sums[o] == expected);
    }
  }
}

}  // namespace
}  // namespace isomer::train
