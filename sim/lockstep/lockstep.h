// SPDX-License-Identifier: Apache-2.0
//
// Lockstep: the functional semantics execute each instruction when the device retires it (those of
// one cycle in queue order), and what the instruction wrote is compared byte for byte by back door;
// at the end status, trap, counters and every segment. Stops at the first difference.
//
// Meaningful for programs that the hazard checker accepts: in others the order of retirements
// decides. require_no_hazards runs it first.

#ifndef SIM_LOCKSTEP_LOCKSTEP_H_
#define SIM_LOCKSTEP_LOCKSTEP_H_

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "isa/program/program.h"
#include "sim/functional/decoded.h"
#include "sim/functional/tokens.h"
#include "sim/lockstep/difference.h"
#include "sim/machine/state.h"
#include "sim/observable.h"

namespace isomer {

struct LockstepProgress {
  std::uint64_t retired = 0;
  std::uint64_t cycle = 0;
};

struct LockstepOptions {
  std::function<void(const LockstepProgress&)> progress{};  // may be empty
  std::uint64_t progress_interval = 1000;                   // retirements between two calls
  // At each retirement, with the model's state before it executes the instruction; may be empty.
  std::function<void(const Retirement&, const Instruction&, const State& before)>
      before_execution{};
  // A testbench may abort or reset the device: a run that ends so is compared up to there.
  bool may_be_interrupted = false;
};

struct LockstepResult {
  Outcome device;                    // Status::running when a difference stopped it
  Outcome expected;                  // the functional device's
  std::uint64_t instructions = 0;    // retired and compared
  std::uint64_t bytes_compared = 0;  // after instructions and at the end
  std::optional<Difference> difference;
  std::vector<std::vector<std::byte>> start;  // the segments at START; only with a difference
};

// Many runs of one program, each with the input that the caller put into the device's segments.
class Lockstep {
 public:
  // `device` has the program loaded and outlives this. Error when it is another machine's.
  Lockstep(const Program& program, ObservableDevice& device, LockstepOptions options = {});
  ~Lockstep();

  LockstepResult run();

 private:
  bool is_comparable(const Access& access) const;
  void prepare();
  bool retire(const Retirement& retirement);
  std::optional<Difference> check_order(const Retirement& retirement) const;
  std::optional<Difference> compare_written(const Retirement& retirement);
  std::optional<Difference> compare_counts(const Retirement& retirement) const;
  Difference name_instruction(DifferenceKind kind, const Retirement& retirement) const;
  std::optional<Difference> compare_end();

  const Program& program_;
  ObservableDevice& device_;
  LockstepOptions options_;
  std::vector<Decoded> decoded_;
  std::array<std::vector<std::uint32_t>, kQueues> queue_order_;  // the instructions of each queue

  State model_;                              // executes at the device's retirements
  std::unique_ptr<Device> functional_;       // says how the run must end
  std::array<std::size_t, kQueues> next_{};  // position in queue_order_
  TokenCounters tokens_;
  LockstepResult result_;
};

// One run. The device has the program loaded and the input written.
LockstepResult run_lockstep(const Program& program, ObservableDevice& device,
                            const LockstepOptions& options = {});

// Error with the hazard, naming its instructions, unless the hazard checker accepts the program.
void require_no_hazards(const Machine& machine, const Program& program);

}  // namespace isomer

#endif  // SIM_LOCKSTEP_LOCKSTEP_H_
