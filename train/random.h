// SPDX-License-Identifier: Apache-2.0
//
// Counter-based random numbers: every number is a pure function of what it is for, so nothing
// depends on the order of execution, on threads, or on a resumed run.

#ifndef TRAIN_RANDOM_H_
#define TRAIN_RANDOM_H_

#include <array>
#include <cstdint>
#include <vector>

namespace isomer::train {

// Philox4x32-10 (Salmon et al., SC 2011): ten rounds of a keyed bijection of 128 bits.
using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;
[[nodiscard]] PhiloxCounter philox(PhiloxCounter counter, PhiloxKey key);

// What a number is used for; part of its key. Values are part of the reproducibility promise.
enum class Purpose : std::uint32_t {
  initialise = 0,  // weights
  shuffle = 1,     // order of samples
  augment = 2,     // flips and crops
  glyph_train = 3,
  glyph_test = 4,
  hold_out = 5,  // images kept out of training
  permute_labels = 6,
  mix = 7,       // weights that are quantised first
  readjust = 8,  // weights left out of a complete mask
  check = 9,     // steps that are compared with the network's
};

// The stream of one (seed, purpose, epoch, sample, layer); element i of it can be had in any order.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, Purpose purpose, std::uint32_t epoch = 0,
               std::uint32_t sample = 0, std::uint32_t layer = 0);

  std::uint32_t bits(std::uint64_t element) const;
  double uniform(std::uint64_t element) const;                            // [0, 1)
  std::uint32_t below(std::uint32_t limit, std::uint64_t element) const;  // 0 .. limit - 1
  // Standard normal, by Box and Muller from the elements 2 element and 2 element + 1.
  double normal(std::uint64_t element) const;

 private:
  PhiloxKey key_;
  PhiloxCounter counter_;
};

// A permutation of [0, size) by Fisher and Yates.
std::vector<int> permutation(int size, const RandomStream& random);

}  // namespace isomer::train

#endif  // TRAIN_RANDOM_H_
