// SPDX-License-Identifier: Apache-2.0
//
// The smallest program found that still fails as a given one does.

#ifndef SIM_LOCKSTEP_SHRINK_H_
#define SIM_LOCKSTEP_SHRINK_H_

#include <cstddef>
#include <functional>

#include "isa/hardware/machine.h"
#include "isa/program/program.h"

namespace isomer {

// Whether a program fails in the same way. It must judge by itself whether the program has a
// defined result: shrinking drops the instructions that fill memories, too.
using StillFails = std::function<bool(const Program& program)>;

struct ShrinkOptions {
  std::size_t pinned = 0;  // so many instructions at the beginning stay
  int attempts = 4000;     // programs tried at most
  double seconds = 20;     // wall time at most
};

struct Shrunk {
  Program program;
  int attempts = 0;
};

// Drops instructions and simplifies the fields of those that are left as long as either helps, then
// drops the content of segments. Where the program also fails with the tokens that its accesses
// need and no others, those are computed anew for every attempt; else tokens are dropped in pairs,
// the giver with the taker. Words that fetch refuses stay as they are or go.
Shrunk shrink(const Program& program, const Machine& machine, const StillFails& still_fails,
              const ShrinkOptions& options = {});

}  // namespace isomer

#endif  // SIM_LOCKSTEP_SHRINK_H_
