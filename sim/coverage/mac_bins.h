// SPDX-License-Identifier: Apache-2.0
//
// Bins of `mac`: its modes, the operands that the array multiplies, decoders and biases.

#ifndef SIM_COVERAGE_MAC_BINS_H_
#define SIM_COVERAGE_MAC_BINS_H_

#include <cstdint>
#include <vector>

#include "isa/instructions/instruction.h"
#include "sim/coverage/plan.h"
#include "sim/machine/state.h"

namespace isomer::coverage {

class MacBins {
 public:
  MacBins(CoveragePlan& plan, const Machine& machine);

  // Operands are those of some passes and pixels.
  void record(CoverageCounts& counts, const Mac& mac, const State& before) const;

 private:
  void declare_operands(CoveragePlan& plan, const Machine& machine);
  void declare_codes(CoveragePlan& plan, const Machine& machine);
  void record_biases(CoverageCounts& counts, const Mac& mac, const State& before) const;
  void record_codes(CoverageCounts& counts, const Mac& mac, const State& before,
                    std::int64_t pass) const;
  void record_operands(CoverageCounts& counts, const Mac& mac, const State& before) const;
  int weight_class(std::int64_t weight) const;

  std::vector<std::int64_t> weights_;  // the extremes of a weight, ascending
  CoverageIndex modes_;                // mapping, decoder, signedness, mode
  CoverageIndex decoders_;             // decoder, stored bits, signedness
  CoverageIndex operands_;             // signedness, extremes of x and w
  CoverageIndex pot_;                  // stored bits, sign, power
  CoverageIndex table_;                // stored bits, entry
  CoverageIndex offset_;               // of the integer decoder
  CoverageIndex bias_;                 // shift, sign
  CoverageIndex length_;               // mapping, rows of weights against pixels
};

}  // namespace isomer::coverage

#endif  // SIM_COVERAGE_MAC_BINS_H_
