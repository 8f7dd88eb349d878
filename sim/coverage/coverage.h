// SPDX-License-Identifier: Apache-2.0
//
// Functional coverage: which situations of a machine the verified programs have been in. Bins are
// declared once per machine (plan.h), those that it cannot reach with the reason; what fills them
// is observed from outside, beside the scoreboard: LockstepOptions::before_execution, the outcome
// of a run, and what a testbench does to the device.

#ifndef SIM_COVERAGE_COVERAGE_H_
#define SIM_COVERAGE_COVERAGE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
#include "isa/program/program.h"
#include "sim/coverage/plan.h"
#include "sim/machine/state.h"
#include "sim/observable.h"

namespace isomer {

// What a testbench does to the device, and no program can.
enum class CoverageEvent : std::uint8_t {
  reset_running,     // reset while a program runs
  reset_stopped,     // reset between two programs
  abort_running,     // ABORT while a program runs
  abort_idle,        // ABORT while nothing runs: ignored
  start_while_busy,  // START while a program runs: ignored
  write_while_busy,  // another register written while a program runs: ignored
  run_after_run,     // a program started where another one stopped, without a reset
  run_after_abort,   // a program started after an abort
  run_after_trap,    // a program started after a trap
};

// Counts of every bin of one machine.
class Coverage {
 public:
  explicit Coverage(const Machine& machine);
  ~Coverage();
  Coverage(Coverage&&) noexcept;
  Coverage& operator=(Coverage&&) noexcept;

  // An instruction that retires, and the state that it will be executed on. Values are sampled:
  // at most about 256 elements of one instruction, equally spaced (sampling.h), all of a small one;
  // of a mac, four passes and the first pixels of each.
  void record(const Retirement& retirement, const Instruction& instruction, const State& before);

  // The end of the run whose instructions were recorded; also of one that retired none.
  void record_end(const Program& program, const Outcome& outcome);

  void record_event(CoverageEvent event);

  // Adds the counts of the same machine; Error when it is another one.
  void merge(const Coverage& other);

  // A bin that the machine cannot reach counts in neither.
  int bins_reachable() const;
  int bins_hit() const;

  const Machine& machine() const;
  const CoveragePlan& plan() const;
  std::uint64_t programs() const;      // ends recorded
  std::uint64_t instructions() const;  // instructions recorded
  // One count for each bin of the plan, in its order.
  const CoverageCounts& counts() const;
  // The reachable bins that nothing hit, by their full names.
  std::vector<std::string> holes() const;
  // The bins declared unreachable that something hit: an error in the declaration or in a device.
  std::vector<std::string> contradictions() const;

  // Adds what a file has stored; Error when there are not as many counts as bins.
  void add(std::uint64_t programs, std::uint64_t instructions, const CoverageCounts& counts);

 private:
  struct Recorder;
  std::unique_ptr<Recorder> recorder_;
};

}  // namespace isomer

#endif  // SIM_COVERAGE_COVERAGE_H_
