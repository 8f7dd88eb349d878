// SPDX-License-Identifier: Apache-2.0

#include "isa/random/rounding.h"

#include <array>

#include "isa/hardware/features.h"

namespace isomer {
namespace {

// Before a rounding: saturated, as it comes, or next to nothing.
int magnitude_shift(Random& random) {
  constexpr std::array kShifts = {-24, -8, 0, 8, 16, 24, 30};
  return kShifts[static_cast<std::size_t>(random.between(0, kShifts.size() - 1))];
}

bool has(const Machine& machine, Feature feature) { return (available(machine, feature) & 2) != 0; }

}  // namespace

int edge_shift(Random& random) {
  switch (random.between(0, 9)) {
    case 0:
      return -64;
    case 1:
      return random.between(-63, -10);
    case 2:
      return random.between(31, 33);
    case 3:
      return random.between(47, 49);
    case 4:
      return random.between(34, random.between(0, 1) == 0 ? 40 : 62);
    case 5:
      return 63;
    case 6:
      return random.between(1, 30);
    default:
      return random.between(-9, 2);
  }
}

RoundingBounds edge_bounds(Random& random) {
  if (random.between(0, 1) == 0) return {-65536, 65535};
  const int lo = random.between(-4, 4);
  return {lo, lo + random.between(0, 4)};
}

void stress_rounding(Random& random, const Machine& machine, Post& post) {
  const int stage = random.between(1, 3);
  post.raw = post.affine = post.add = 0;
  const RoundingBounds bounds = edge_bounds(random);
  post.n1 = stage < 3 && random.between(0, 1) == 0 ? random.between(1, 4) : 24;
  post.n2 = stage == 2 && random.between(0, 1) == 0 ? random.between(1, 4) : 16;
  post.lo = stage < 3 ? -65536 : bounds.lo;
  post.hi = stage < 3 ? 65535 : bounds.hi;
  if (stage == 2 && has(machine, Feature::affine)) {
    post.affine = 1;
    post.s1 = magnitude_shift(random);
    post.s_b = random.between(0, 31);
    post.s2 = edge_shift(random);
    post.s3 = 0;
  } else if (stage == 3 && has(machine, Feature::add)) {
    post.add = 1;
    post.s1 = magnitude_shift(random);
    post.e1 = random.between(0, 1) * random.between(0, 15);
    post.e2 = random.between(0, 1) * random.between(0, 15);
    post.s3 = edge_shift(random);
  } else {
    post.s1 = edge_shift(random);
  }
}

}  // namespace isomer
