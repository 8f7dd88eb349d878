// SPDX-License-Identifier: Apache-2.0
//
// Random numbers that are the same on every platform.

#ifndef ISA_RANDOM_RANDOM_H_
#define ISA_RANDOM_RANDOM_H_

#include <cstdint>

namespace isomer {

// SplitMix64: the same sequence on every platform, unlike the standard distributions.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  // Two's complement of `bits` random bits; bits in 1..64.
  constexpr std::int64_t integer(int bits) {
    return static_cast<std::int64_t>(next()) >> (64 - bits);
  }

  // Like integer(), but of a random width up to `bits`, so that small magnitudes are common too.
  constexpr std::int64_t any_size(int bits) { return integer(between(1, bits)); }

  // lo..hi; the slight bias of the remainder does not matter.
  constexpr int between(int lo, int hi) {
    return lo + static_cast<int>(next() % static_cast<std::uint64_t>(hi - lo + 1));
  }

 private:
  std::uint64_t state_;
};

}  // namespace isomer

#endif  // ISA_RANDOM_RANDOM_H_
