// SPDX-License-Identifier: Apache-2.0
//
// What the images of one `isomer run` add up to.

#ifndef TOOLS_ISOMER_RUN_SUMMARY_H_
#define TOOLS_ISOMER_RUN_SUMMARY_H_

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

#include "isa/program/program.h"
#include "sim/device.h"
#include "tools/isomer/report.h"

namespace isomer {

class RunSummary {
 public:
  void add(const Counters& counters, std::size_t images);  // of the next run

  // The totals; time, share of peak and queues only on a device that counts cycles. A run takes as
  // long with fewer images than it computes, so cycles are divided by all that it computed.
  Report report(const Program& program, const Machine& machine, std::string_view device,
                double seconds) const;

  const Report& rows() const { return rows_; }  // the counters of each run, for CSV

 private:
  Report rows_ = Report::array();
  std::uint64_t images_ = 0;
  std::uint64_t runs_ = 0;
  std::array<QueueCounters, kQueues> queues_{};
  std::uint64_t cycles_ = 0;
  std::uint64_t least_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t most_ = 0;
};

}  // namespace isomer

#endif  // TOOLS_ISOMER_RUN_SUMMARY_H_
