// SPDX-License-Identifier: Apache-2.0
//
// Bins of `post`: accumulators that it reads, and every stage of its chain. ARITHMETIC.md
// section 4.

#ifndef SIM_COVERAGE_POST_BINS_H_
#define SIM_COVERAGE_POST_BINS_H_

#include "isa/instructions/instruction.h"
#include "sim/coverage/plan.h"
#include "sim/coverage/rounding_bins.h"
#include "sim/machine/state.h"

namespace isomer::coverage {

class PostBins {
 public:
  PostBins(CoveragePlan& plan, const Machine& machine);

  // Computes the chain of sampled elements from the state that the instruction will read.
  void record(CoverageCounts& counts, const Post& post, const State& before) const;

 private:
  void record_fields(CoverageCounts& counts, const Post& post) const;
  void record_element(CoverageCounts& counts, const Post& post, const State& before, std::int64_t n,
                      std::size_t column) const;

  RoundingBins s1_;
  RoundingBins s2_;
  RoundingBins s3_;
  CoverageIndex chain_;  // stages, rounding
  CoverageIndex width_;  // bits of an accumulator, sign
  CoverageIndex n1_, n2_, s_b_;
  CoverageIndex affine_;     // extremes of m1 and w
  CoverageIndex residual_;   // signedness, extreme of r
  CoverageIndex exponents_;  // e1 - e2
  CoverageIndex clamp_;      // stages, lo, outcome of the last clamp
};

}  // namespace isomer::coverage

#endif  // SIM_COVERAGE_POST_BINS_H_
