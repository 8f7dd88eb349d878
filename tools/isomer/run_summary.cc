// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/run_summary.h"

#include <algorithm>

#include "isa/instructions/instruction.h"

namespace isomer {
namespace {

Report queue_table(const std::array<QueueCounters, kQueues>& queues) {
  Report table = Report::array();
  for (std::size_t q = 0; q < kQueues; ++q)
    table.push_back({{"queue", kQueueNames[q]},
                     {"busy", queues[q].busy},
                     {"empty", queues[q].empty},
                     {"token", queues[q].token},
                     {"lock", queues[q].lock},
                     {"push", queues[q].push}});
  return table;
}

}  // namespace

void RunSummary::add(const Counters& counters, std::size_t images) {
  rows_.push_back({{"image", images_},
                   {"cycles", counters.cycles},
                   {"array cycles", counters.array_cycles},
                   {"bytes read", counters.bytes_read},
                   {"bytes written", counters.bytes_written},
                   {"instructions", counters.retired}});
  images_ += images;
  ++runs_;
  for (std::size_t q = 0; q < kQueues; ++q) {
    queues_[q].empty += counters.queues[q].empty;
    queues_[q].token += counters.queues[q].token;
    queues_[q].lock += counters.queues[q].lock;
    queues_[q].busy += counters.queues[q].busy;
    queues_[q].push += counters.queues[q].push;
  }
  cycles_ += counters.cycles;
  least_ = std::min(least_, counters.cycles);
  most_ = std::max(most_, counters.cycles);
}

Report RunSummary::report(const Program& program, const Machine& machine, std::string_view device,
                          double seconds) const {
  const auto images = static_cast<double>(images_);
  Report report = {{"program", program.name},
                   {"machine", machine.name},
                   {"device", device},
                   {"images", images_},
                   {"images per run", program.batch}};
  if (!rows_.empty()) report["instructions per run"] = rows_.back()["instructions"];
  if (cycles_ > 0) {
    const double peak = static_cast<double>(machine.rows) * machine.columns;
    const double computed = static_cast<double>(runs_) * program.batch;
    report["cycles per image"] = rounded(static_cast<double>(cycles_) / computed, 1);
    report["least of a run"] = least_;
    report["most of a run"] = most_;
    report["share of peak, %"] = rounded(
        100 * static_cast<double>(program.macs) * computed / (static_cast<double>(cycles_) * peak),
        1);
    report["kcycles/s"] = rounded(static_cast<double>(cycles_) / 1000 / seconds, 1);
  }
  report["images/s"] = rounded(images / seconds, 1);
  if (cycles_ > 0) report["cycles of queues"] = queue_table(queues_);
  return report;
}

}  // namespace isomer
