// SPDX-License-Identifier: Apache-2.0
//
// Bins of shapes and addresses: windows over tiles and their edges, wraps, banks, transfers.

#ifndef SIM_COVERAGE_SHAPE_BINS_H_
#define SIM_COVERAGE_SHAPE_BINS_H_

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
#include "sim/coverage/plan.h"

namespace isomer::coverage {

class ShapeBins {
 public:
  ShapeBins(CoveragePlan& plan, const Machine& machine);

  void record(CoverageCounts& counts, const Operands& operands) const;

 private:
  // The operations with a shape, in the order of the groups' axes.
  enum Operation : std::size_t {
    kPlain,
    kPacked,
    kWindow,
    kDiagonal,
    kMaxPool,
    kAveragePool,  // with a window
    kPost,
    kAdd,
    kMultiply,
    kRescale,
    kLookup,  // without
    kOperations
  };
  static constexpr std::size_t kWindowed = kAveragePool + 1;

  template <typename Op>
  void count_window(CoverageCounts& counts, Operation operation, const Op& op) const;
  template <typename Op>
  void count_result(CoverageCounts& counts, Operation operation, const Op& op) const;
  template <typename Op>
  void count_transfer(CoverageCounts& counts, std::size_t kind, const Op& op) const;
  void count_mac(CoverageCounts& counts, const Mac& mac) const;

  Machine machine_;
  CoverageIndex windows_;    // operation, property
  CoverageIndex results_;    // operation, property
  CoverageIndex macs_;       // mapping, property
  CoverageIndex transfers_;  // kind, property
  CoverageIndex segments_;   // load or store, segment
};

}  // namespace isomer::coverage

#endif  // SIM_COVERAGE_SHAPE_BINS_H_
