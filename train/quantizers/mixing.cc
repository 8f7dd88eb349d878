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

void take_largest(double share, std::span<const float> weights, std::vector<std::uint8_t>& mask) {
  const double wanted = std::floor(share * static_cast<double>(weights.size()) + 0.5);
  const auto count = static_cast<std::size_t>(std::max(wanted, 0.0));
  if (count == 0 || count >= weights.size()) {
    std::fill(mask.begin(), mask.end(), count == 0 ? 0 : 1);
    return;
  }
  std::vector<std::uint64_t> keys(weights.size());
  for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = key_of(weights, i);
  const auto last = keys.begin() + static_cast<std::ptrdiff_t>(count - 1);
  std::nth_element(keys.begin(), last, keys.end(), std::greater<>());
  const std::uint64_t least = *last;
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = key_of(weights, i) >= least ? 1 : 0;
}

}  // namespace

void members(const Mixing& mixing, std::span<const float> weights,
             std::vector<std::uint8_t>* mask) {
  mask->assign(weights.size(), 1);
  if (mixing.quantised < 1) {
    if (mixing.order == Order::magnitude) {
      take_largest(mixing.quantised, weights, *mask);
    } else {
      // One number per weight for the whole of training: a larger share has the smaller one's
      // members and more.
      const RandomStream random(mixing.seed, Purpose::mix, 0, 0, mixing.layer);
      for (std::size_t i = 0; i < mask->size(); ++i) {
        (*mask)[i] = random.uniform(i) < mixing.quantised ? 1 : 0;
      }
    }
  }
  if (mixing.readjusted <= 0) return;
  const RandomStream random(mixing.seed, Purpose::readjust, mixing.epoch, 0, mixing.layer);
  for (std::size_t i = 0; i < mask->size(); ++i) {
    if (random.uniform(i) < mixing.readjusted) (*mask)[i] = 0;
  }
}

}  // namespace isomer::train
