// SPDX-License-Identifier: Apache-2.0
//
// What every queue and the bus did in one run: each instruction with its stalls, each burst.

#ifndef TOOLS_ISOMER_TRACE_H_
#define TOOLS_ISOMER_TRACE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "isa/program/program.h"
#include "sim/memory/burst_schedule.h"
#include "sim/observable.h"
#include "tools/isomer/report.h"

namespace isomer {

class InstructionTrace {
 public:
  // The program is borrowed.
  explicit InstructionTrace(const Program& program) : program_(program) {}

  // In the order in which the device tells them; those of later runs are left out.
  void add(const Retirement& retirement);
  void add(const BurstSchedule::Burst& burst);
  void end_run() { is_over_ = true; }

  // A line for each instruction in the order of retirement: the cycle, queue, index, cycles busy
  // and in each stall since the retirement before it in its queue, layer and tile, the instruction.
  std::string text() const;

  // Trace events of Chrome and Perfetto, a cycle being a microsecond: the queues and the bus are
  // tracks. An instruction is a slice of category "busy", before it come its stalls in the order
  // in which they are: empty, token, lock; behind it push. A burst is a slice while its beats go.
  Report json() const;

 private:
  struct Step {
    Retirement retirement;
    std::uint64_t begin = 0;  // the cycle after the retirement before it in its queue
    QueueCounters states;     // from there to its own
  };

  std::string place_of(std::uint32_t pc) const;  // layer and tile, if the program names them
  void append_slices(const Step& step, Report& events) const;

  const Program& program_;
  std::vector<Step> steps_;
  std::vector<BurstSchedule::Burst> bursts_;
  std::array<Retirement, kQueues> before_{};
  bool is_over_ = false;
};

// Writes json() to a name that ends in .json, text() to any other.
void save_trace(const InstructionTrace& trace, const std::string& path);

}  // namespace isomer

#endif  // TOOLS_ISOMER_TRACE_H_
