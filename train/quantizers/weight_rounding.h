// SPDX-License-Identifier: Apache-2.0
//
// The loops over all weights that a quantised step begins with, vectorised.

#ifndef TRAIN_QUANTIZERS_WEIGHT_ROUNDING_H_
#define TRAIN_QUANTIZERS_WEIGHT_ROUNDING_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "isa/arithmetic/format.h"

namespace isomer::train {

// d[i] = quantize(weights[i], format, half_up) for a signed format of at most 16 bits, and
// effective[i] = d[i] * 2^exponent. Error, naming the tensor and the index: NaN, infinity.  (F19)
void round_weights(std::span<const float> weights, const Format& format, std::string_view tensor,
                   std::span<std::int16_t> d, std::span<float> effective);

// Where mask[i] is 0: effective[i] = weights[i].
void fill_real(std::span<const std::uint8_t> mask, std::span<const float> weights,
               std::span<float> effective);

// d[i] = members[i] * 256 where mask[i] is 1, and effective[i] = d[i] * 2^exponent: weights of 8
// bits among others of 16 at an exponent 8 less, which is given. |members[i]| <= 128.
void place_members(std::span<const std::uint8_t> mask, std::span<const std::int16_t> members,
                   int exponent, std::span<std::int16_t> d, std::span<float> effective);

// sums[o] = sum |d| over the o-th of sums.size() equal parts of d.
void sum_magnitudes(std::span<const std::int16_t> d, std::span<std::int64_t> sums);

}  // namespace isomer::train

#endif  // TRAIN_QUANTIZERS_WEIGHT_ROUNDING_H_
