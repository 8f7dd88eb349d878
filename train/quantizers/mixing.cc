// SPDX-License-Identifier: Apache-2.0

#include "train/quantizers/mixing.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>

#include "train/random.h"

namespace isomer::train {
namespace {

// |w| as an integer of the same order; equal magnitudes are told apart by their index.
std::uint64_t key_of(std::span<const float> weights, std::size_t i) {
  const std::uint32_t magnitude = std::bit_cast<std::uint32_t>(weights[i]) & 0x7fffffffU;
  return std::uint64_t{magnitude} << 32 | (0xffffffffU - static_cast<std::uint32_t>(i));
}

// The largest of those that are not in the mask yet, until it has that share.
void add_largest(double share, std::span<const float> weights, std::vector<std::uint8_t>& mask) {
  const double wanted = std::floor(share * static_cast<double>(weights.size()) + 0.5);
  const auto members = static_cast<std::size_t>(std::ranges::count(mask, 1));
  if (wanted <= static_cast<double>(members)) return;
  std::vector<std::uint64_t> keys;
  keys.reserve(weights.size() - members);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (mask[i] == 0) keys.push_back(key_of(weights, i));
  }
  const std::size_t count = std::min(static_cast<std::size_t>(wanted) - members, keys.size());
  const auto last = keys.begin() + static_cast<std::ptrdiff_t>(count - 1);
  std::nth_element(keys.begin(), last, keys.end(), std::greater<>());
  const std::uint64_t least = *last;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (key_of(weights, i) >= least) mask[i] = 1;
  }
}

}  // namespace

void members(const Mixing& mixing, std::span<const float> weights,
             std::vector<std::uint8_t>* mask) {
  if (mixing.quantised >= 1) {
    mask->assign(weights.size(), 1);
  } else if (mixing.order == Order::magnitude) {
    mask->resize(weights.size());
    add_largest(mixing.quantised, weights, *mask);
  } else {
    // One number per weight for the whole of training: a larger share has the smaller one's
    // members and more.
    const RandomStream random(mixing.seed, Purpose::mix, 0, 0, mixing.layer);
    mask->resize(weights.size());
    for (std::size_t i = 0; i < mask->size(); ++i) {
      (*mask)[i] = random.uniform(i) < mixing.quantised ? 1 : 0;
    }
  }
  if (mixing.readjusted <= 0) return;
  const RandomStream random(mixing.seed, Purpose::readjust, mixing.epoch, 0, mixing.layer);
  for (std::size_t i = 0; i < mask->size(); ++i) {
    if (random.uniform(i) < mixing.readjusted) (*mask)[i] = 0;
  }
}

}  // namespace isomer::train
