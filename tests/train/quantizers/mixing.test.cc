// SPDX-License-Identifier: Apache-2.0

#include "train/quantizers/mixing.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "isa/random/random.h"

namespace isomer::train {
namespace {

using Mask = std::vector<std::uint8_t>;

std::vector<float> random_weights(std::size_t count) {
  Random random(3);
  std::vector<float> weights(count);
  for (float& w : weights) w = static_cast<float>(random.integer(12)) * 0x1p-11F;  // with ties
  return weights;
}

Mask mask_of(const Mixing& mixing, const std::vector<float>& weights) {
  Mask mask;
  members(mixing, weights, &mask);
  REQUIRE(mask.size() == weights.size());
  return mask;
}

double share(const Mask& mask) {
  return std::accumulate(mask.begin(), mask.end(), 0.0) / static_cast<double>(mask.size());
}

bool contains(const Mask& larger, const Mask& smaller) {
  for (std::size_t i = 0; i < larger.size(); ++i) {
    if (smaller[i] > larger[i]) return false;
  }
  return true;
}

TEST_CASE("each epoch's random members stay members", "[train][quantizers][mixing]") {
  const std::vector<float> weights = random_weights(20000);
  Mask last(weights.size(), 0);
  for (std::uint32_t epoch = 0; epoch < 20; ++epoch) {
    const double p = std::min(1.0, 0.1 * (1 + epoch / 2));
    const Mask mask = mask_of({.quantised = p, .seed = 7, .epoch = epoch, .layer = 4}, weights);
    CAPTURE(epoch, p);
    CHECK(share(mask) == Approx(p).margin(0.012));  // 3.4 standard deviations
    CHECK(contains(mask, last));
    last = mask;
  }
  CHECK(share(last) == 1);
}

TEST_CASE("members depend on seed and layer, and on nothing else", "[train][quantizers][mixing]") {
  const std::vector<float> weights = random_weights(1000);
  const Mixing mixing{.quantised = 0.5, .seed = 1, .epoch = 3, .layer = 2};
  const Mask mask = mask_of(mixing, weights);
  Mixing other = mixing;
  other.epoch = 4;
  CHECK(mask_of(other, weights) == mask);
  CHECK(mask_of(mixing, std::vector<float>(1000)) == mask);
  other.layer = 3;
  CHECK(mask_of(other, weights) != mask);
  other = mixing;
  other.seed = 2;
  CHECK(mask_of(other, weights) != mask);
}

TEST_CASE("readjustment leaves out another tenth each epoch", "[train][quantizers][mixing]") {
  const std::vector<float> weights = random_weights(20000);
  Mixing mixing{.quantised = 1, .readjusted = 0.1, .seed = 5, .epoch = 20};
  CHECK_FALSE(mixing.is_complete());
  const Mask first = mask_of(mixing, weights);
  CHECK(share(first) == Approx(0.9).margin(0.0075));
  CHECK(mask_of(mixing, weights) == first);
  mixing.epoch = 21;
  const Mask second = mask_of(mixing, weights);
  CHECK(share(second) == Approx(0.9).margin(0.0075));
  std::size_t both = 0;
  for (std::size_t i = 0; i < first.size(); ++i) both += (first[i] | second[i]) == 0 ? 1U : 0U;
  CHECK(both < 300);  // 200 expected of 2000 drawn twice
  mixing.readjusted = 0;
  CHECK(mixing.is_complete());
  CHECK(share(mask_of(mixing, weights)) == 1);
}

TEST_CASE("by magnitude the largest weights come first, the share exact",
          "[train][quantizers][mixing]") {
  const std::vector<float> weights = random_weights(3001);
  Mask last(weights.size(), 0);
  for (const double p : {0.0, 0.1, 0.37, 0.5, 0.99, 1.0}) {
    const Mask mask = mask_of({.quantised = p, .order = Order::magnitude}, weights);
    const auto count = std::accumulate(mask.begin(), mask.end(), 0);
    CAPTURE(p);
    CHECK(count == static_cast<int>(std::floor(p * 3001 + 0.5)));
    CHECK(contains(mask, last));
    float least_member = 2;
    float largest_other = -1;
    for (std::size_t i = 0; i < mask.size(); ++i) {
      float& bound = mask[i] != 0 ? least_member : largest_other;
      const float magnitude = std::abs(weights[i]);
      bound = mask[i] != 0 ? std::min(bound, magnitude) : std::max(bound, magnitude);
    }
    CHECK(least_member >= largest_other);
    last = mask;
  }
}

}  // namespace
}  // namespace isomer::train
