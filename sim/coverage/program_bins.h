// SPDX-License-Identifier: Apache-2.0
//
// Bins of programs: tokens, queues, what runs at once, and how a run ends. MACHINE.md sections 2, 4
// and 5.

#ifndef SIM_COVERAGE_PROGRAM_BINS_H_
#define SIM_COVERAGE_PROGRAM_BINS_H_

#include <array>
#include <cstdint>
#include <variant>
#include <vector>

#include "isa/instructions/instruction.h"
#include "isa/program/program.h"
#include "sim/coverage/plan.h"
#include "sim/functional/decoded.h"
#include "sim/observable.h"

namespace isomer::coverage {

class ProgramBins {
 public:
  ProgramBins(CoveragePlan& plan, const Machine& machine);

  void record(CoverageCounts& counts, const Retirement& retirement, const Instruction& instruction);

  // Looks at all retirements since the last call together.
  void record_end(CoverageCounts& counts, const Program& program, const Outcome& outcome);

 private:
  static constexpr std::size_t kKinds = std::variant_size_v<Operands>;

  // When an instruction kept its unit busy: the first and the last cycle.
  struct Busy {
    std::uint64_t first, last;
    std::uint32_t pc;
    Queue queue;
    std::size_t operation;  // index of Operands
  };

  void declare_overlaps(CoveragePlan& plan, const Machine& machine);
  void declare_ends(CoveragePlan& plan, const Machine& machine);
  void record_overlaps(CoverageCounts& counts, const std::vector<Decoded>& program);
  void record_left(CoverageCounts& counts, const std::vector<Decoded>& program,
                   const Outcome& outcome) const;

  Machine machine_;
  CoverageIndex tokens_;    // queue, pop, push
  CoverageIndex waits_;     // operation, what it waited for
  CoverageIndex states_;    // queue, state
  CoverageIndex full_;      // queue
  CoverageIndex pairs_;     // pair_number_
  CoverageIndex together_;  // three or four queues
  CoverageIndex status_;
  CoverageIndex traps_;  // cause, queue with instructions left
  CoverageIndex stops_;  // deadlock or abort, queue with instructions left

  // Of two indices of Operands, the lower one first.
  std::array<std::array<std::size_t, kKinds>, kKinds> pair_number_{};
  std::vector<Busy> busy_;                            // of this run, in the order of retirements
  std::array<QueueCounters, kQueues> last_states_{};  // at the last retirement of each queue
};

}  // namespace isomer::coverage

#endif  // SIM_COVERAGE_PROGRAM_BINS_H_
