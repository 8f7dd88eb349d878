// SPDX-License-Identifier: Apache-2.0
//
// Bins of what the post queue does on stored tensors: avg_pool, add, multiply and rescale, which
// share one RNT, max_pool and lookup. MACHINE.md section 3.

#ifndef SIM_COVERAGE_VECTOR_BINS_H_
#define SIM_COVERAGE_VECTOR_BINS_H_

#include "isa/instructions/instruction.h"
#include "sim/coverage/plan.h"
#include "sim/coverage/rounding_bins.h"
#include "sim/machine/state.h"

namespace isomer::coverage {

class VectorBins {
 public:
  VectorBins(CoveragePlan& plan, const Machine& machine);

  void record(CoverageCounts& counts, const AveragePoolInstruction& op, const State& before) const;
  void record(CoverageCounts& counts, const AddInstruction& op, const State& before) const;
  void record(CoverageCounts& counts, const MultiplyInstruction& op, const State& before) const;
  void record(CoverageCounts& counts, const RescaleInstruction& op, const State& before) const;
  void record(CoverageCounts& counts, const MaxPoolInstruction& op, const State& before) const;
  void record(CoverageCounts& counts, const LookupInstruction& op, const State& before) const;

 private:
  enum Operation : std::size_t { kAveragePool, kAdd, kMultiply, kRescale, kOperations };

  // One rounded result of an operation.
  struct Result {
    std::int64_t value;
    int shift;
    std::int64_t lo, hi;
    Rounding mode;
  };
  void count(CoverageCounts& counts, Operation operation, const Result& result) const;
  template <typename Op, typename Combine>
  void count_combined(CoverageCounts& counts, Operation operation, const Op& op,
                      const State& before, const Combine& combine) const;

  int accumulator_bits_;
  RoundingBins rounding_;
  CoverageIndex remainders_;  // operation, rounding, sign, remainder
  CoverageIndex shifts_;      // operation, class of shifts
  CoverageIndex clamps_;      // operation, what the clamp does
  CoverageIndex operands_;    // add or multiply, signedness of both, extremes of both
  CoverageIndex rescaled_;    // signedness, extreme
  CoverageIndex exponents_;   // e1 - e2 of add
  CoverageIndex average_;     // y_bits, y_signed
  CoverageIndex multiplier_;
  CoverageIndex maximum_;  // signedness, extreme of the result
  CoverageIndex lookup_;   // signedness of y, index
};

}  // namespace isomer::coverage

#endif  // SIM_COVERAGE_VECTOR_BINS_H_
