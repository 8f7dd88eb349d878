// SPDX-License-Identifier: Apache-2.0
//
// What the loops over channels-last tensors share. Bodies are templates, which cannot be cloned
// (isa/arithmetic/clones.h): each is inlined into a clone per type.

#ifndef TRAIN_LAYERS_VECTOR_LOOPS_H_
#define TRAIN_LAYERS_VECTOR_LOOPS_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "isa/arithmetic/clones.h"

#define ISOMER_BODY [[gnu::always_inline]] inline

namespace isomer::train {

// `value` where `passes`, else 0, without a branch.
ISOMER_BODY float where(bool passes, float value) {
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(value) & (0U - std::uint32_t{passes}));
}

ISOMER_BODY bool has_all(std::uint8_t flags, std::uint8_t bits) { return (flags & bits) == bits; }

// Channels repeat every `length` elements, a multiple of what a vector holds whatever their number.
class Period {
 public:
  explicit Period(int channels) : channels_(static_cast<std::size_t>(channels)) {
    constexpr std::size_t kVector = 64;  // of bytes, which lie beside the floats
    constexpr std::size_t kLong = 256;
    const std::size_t unit = std::lcm(channels_, kVector);
    length_ = unit * std::max<std::size_t>(1, kLong / unit);
  }
  std::size_t length() const { return length_; }

  // Values of the channels, repeated over the period; `otherwise` where there are none.
  std::vector<float> repeat(const float* values, float otherwise = 0) const {
    std::vector<float> repeated(length_, otherwise);
    if (values == nullptr) return repeated;
    for (std::size_t i = 0; i < length_; ++i) repeated[i] = values[i % channels_];
    return repeated;
  }

  // sums[c] += the sum of the period's elements that belong to channel c.
  void fold(const std::vector<double>& of_period, std::span<double> sums) const {
    for (std::size_t i = 0; i < length_; ++i) sums[i % channels_] += of_period[i];
  }

 private:
  std::size_t channels_;
  std::size_t length_;
};

}  // namespace isomer::train

#endif  // TRAIN_LAYERS_VECTOR_LOOPS_H_
