// SPDX-License-Identifier: Apache-2.0
//
// Which weights are quantised while parameters are mixed: theta_mix = M theta_ISE + (1 - M) filler.
// training.md, "Mixed phase"; the paper's ramp p(e) = min(1, 0.1 (1 + floor(e / 2))).

#ifndef TRAIN_QUANTIZERS_MIXING_H_
#define TRAIN_QUANTIZERS_MIXING_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace isomer::train {

// What stands in for a weight that is not quantised yet.
enum class Filler {
  real,   // the float master (the paper): no machine can run the step
  ise16,  // 16 bits at the exponent of the quantised ones less 8: two planes of 8 bits, exact
};

enum class Order {
  random,     // members drawn uniformly, each epoch's set within the next one's
  magnitude,  // the largest |w| first, as INQ
};

// M of one epoch. In random order a weight is a member or not by a pure function of (seed, epoch,
// layer, element); by magnitude members are drawn when the share grows and never leave, so their
// mask is a state.
struct Mixing {
  double quantised = 1;   // p, the share of members; 1: everything
  double readjusted = 0;  // the share drawn anew each epoch and left out of a complete M
  Order order = Order::random;
  Filler filler = Filler::real;
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;  // keys the readjusted ones
  std::uint32_t layer = 0;
  bool freeze_quantised = false;  // members' masters no longer learn (INQ)

  bool is_complete() const { return quantised >= 1 && readjusted <= 0; }

  friend bool operator==(const Mixing&, const Mixing&) = default;
};

// 1 for members of M; weights are the masters (for Order::magnitude, which adds to the members that
// *mask has already; it may be empty).
void members(const Mixing& mixing, std::span<const float> weights, std::vector<std::uint8_t>* mask);

}  // namespace isomer::train

#endif  // TRAIN_QUANTIZERS_MIXING_H_
