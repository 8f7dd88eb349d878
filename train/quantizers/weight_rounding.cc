// SPDX-License-Identifier: Apache-2.0
//
// Floats do: scaling by a power of two is exact but for underflow, which stays far below one half;
// integers of 16 bits and a half between them are floats; and a comparison with that half decides,
// never v + 1/2, which might round.

#include "train/quantizers/weight_rounding.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>

#include "isa/arithmetic/clones.h"
#include "isa/arithmetic/quantize.h"

namespace isomer::train {
namespace {

constexpr std::uint32_t kInfinity = 0x7f800000;  // as bits: what a finite |value| is below

// Returns the largest |value|, as bits.
ISOMER_CLONES std::uint32_t round_all(std::size_t count, const float* values, float scale,
                                      float unit, float lo, float hi, std::int16_t* d,
                                      float* effective) {
  std::uint32_t largest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    largest = std::max(largest, std::bit_cast<std::uint32_t>(values[i]) & 0x7fffffffU);
    float v = values[i] * scale;
    v = v > lo ? v : lo;  // in this order a NaN becomes lo
    v = v < hi ? v : hi;
    const auto truncated = static_cast<std::int32_t>(v);
    const std::int32_t floor = truncated - (static_cast<float>(truncated) > v ? 1 : 0);
    const std::int32_t rounded = floor + (v >= static_cast<float>(floor) + 0.5F ? 1 : 0);
    d[i] = static_cast<std::int16_t>(rounded);
    effective[i] = static_cast<float>(rounded) * unit;
  }
  return largest;
}

ISOMER_CLONES void fill_all(std::size_t count, const std::uint8_t* mask, const float* weights,
                            float* effective) {
  for (std::size_t i = 0; i < count; ++i) effective[i] = mask[i] != 0 ? effective[i] : weights[i];
}

ISOMER_CLONES void place_all(std::size_t count, const std::uint8_t* mask,
                             const std::int16_t* members, float unit, std::int16_t* d,
                             float* effective) {
  for (std::size_t i = 0; i < count; ++i) {
    d[i] = mask[i] != 0 ? static_cast<std::int16_t>(members[i] * 256) : d[i];
    effective[i] = static_cast<float>(d[i]) * unit;
  }
}

// At most 2^15 terms of at most 2^15 each.
inline std::int32_t sum_block(std::size_t count, const std::int16_t* d) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += d[i] < 0 ? -d[i] : d[i];
  return sum;
}

ISOMER_CLONES void sum_all(std::size_t parts, std::size_t length, const std::int16_t* d,
                           std::int64_t* sums) {
  constexpr std::size_t kBlock = 1 << 15;
  for (std::size_t o = 0; o < parts; ++o, d += length) {
    sums[o] = 0;
    for (std::size_t i = 0; i < length; i += kBlock) {
      sums[o] += sum_block(std::min(kBlock, length - i), d + i);
    }
  }
}

}  // namespace

void round_weights(std::span<const float> weights, const Format& format, std::string_view tensor,
                   std::span<std::int16_t> d, std::span<float> effective) {
  assert(format.is_signed && format.bits <= 16);
  assert(d.size() == weights.size() && effective.size() == weights.size());
  const std::uint32_t largest =
      round_all(weights.size(), weights.data(), static_cast<float>(power_of_two(-format.exponent)),
                static_cast<float>(power_of_two(format.exponent)), static_cast<float>(format.min()),
                static_cast<float>(format.max()), d.data(), effective.data());
  if (largest >= kInfinity) require_finite(weights, tensor);
}

void fill_real(std::span<const std::uint8_t> mask, std::span<const float> weights,
               std::span<float> effective) {
  fill_all(weights.size(), mask.data(), weights.data(), effective.data());
}

void place_members(std::span<const std::uint8_t> mask, std::span<const std::int16_t> members,
                   int exponent, std::span<std::int16_t> d, std::span<float> effective) {
  place_all(d.size(), mask.data(), members.data(), static_cast<float>(power_of_two(exponent)),
            d.data(), effective.data());
}

void sum_magnitudes(std::span<const std::int16_t> d, std::span<std::int64_t> sums) {
  assert(!sums.empty() && d.size() % sums.size() == 0);
  sum_all(sums.size(), d.size() / sums.size(), d.data(), sums.data());
}

}  // namespace isomer::train
