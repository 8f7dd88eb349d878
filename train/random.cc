// SPDX-License-Identifier: Apache-2.0

#include "train/random.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace isomer::train {

PhiloxCounter philox(PhiloxCounter counter, PhiloxKey key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {
        static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
        static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

RandomStream::RandomStream(std::uint64_t seed, Purpose purpose, std::uint32_t epoch,
                           std::uint32_t sample, std::uint32_t layer)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
      counter_{0, sample, epoch, static_cast<std::uint32_t>(purpose) | layer << 8} {}

std::uint32_t RandomStream::bits(std::uint64_t element) const {
  PhiloxCounter counter = counter_;
  counter[0] = static_cast<std::uint32_t>(element / 4);
  return philox(counter, key_)[element % 4];
}

double RandomStream::uniform(std::uint64_t element) const {
  return static_cast<double>(bits(element)) * 0x1p-32;
}

std::uint32_t RandomStream::below(std::uint32_t limit, std::uint64_t element) const {
  return static_cast<std::uint32_t>((std::uint64_t{bits(element)} * limit) >> 32);
}

double RandomStream::normal(std::uint64_t element) const {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform(2 * element)));
  return radius * std::cos(2.0 * std::numbers::pi * uniform(2 * element + 1));
}

std::vector<int> permutation(int size, const RandomStream& random) {
  std::vector<int> order(static_cast<std::size_t>(size));
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[random.below(static_cast<std::uint32_t>(i), i)]);
  }
  return order;
}

}  // namespace isomer::train
