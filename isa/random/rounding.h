// SPDX-License-Identifier: Apache-2.0
//
// Fields that take one rounding to every shift, remainder and bound.

#ifndef ISA_RANDOM_ROUNDING_H_
#define ISA_RANDOM_ROUNDING_H_

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
#include "isa/random/random.h"

namespace isomer {

// A shift, each region of the field with a share of its own: the limits, around zero, around the
// widths of accumulators, and what lies between.
int edge_shift(Random& random);

// The widest bounds, which next to nothing reaches, or such that every integer is near one of them.
struct RoundingBounds {
  int lo = 0;
  int hi = 0;
};
RoundingBounds edge_bounds(Random& random);

// Makes one of the roundings of the chain, of those that the machine has, an extreme one: with
// edge_shift, edge_bounds, and small, usual or saturated integers before it.
void stress_rounding(Random& random, const Machine& machine, Post& post);

// The same for operations on stored tensors.
template <typename Op>
void stress_rounding(Random& random, Op& op) {
  const RoundingBounds bounds = edge_bounds(random);
  op.s = edge_shift(random);
  op.lo = bounds.lo;
  op.hi = bounds.hi;
}

}  // namespace isomer

#endif  // ISA_RANDOM_ROUNDING_H_
