// SPDX-License-Identifier: Apache-2.0
//
// Where the cycles of one run went, layer by layer.
//
// An instruction of the MAC queue owns the cycles from the one after the retirement before it in
// its queue to its own retirement; a layer owns those of its instructions. So the cycles of the
// layers and of `rest` (instructions of no layer, and what follows the last MAC instruction) sum to
// those of the run, and each of them was one state of the MAC queue: busy, or waiting for fetch
// (empty), for a token, for a lock, or for room to give a token (push). A layer that has no MAC
// instruction owns no cycle: what waits for it shows as token cycles of the next layer.

#ifndef TOOLS_ISOMER_LAYER_PROFILE_H_
#define TOOLS_ISOMER_LAYER_PROFILE_H_

#include <array>
#include <cstdint>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/program/program.h"
#include "sim/machine/traffic.h"
#include "sim/observable.h"
#include "tools/isomer/report.h"

namespace isomer {

class LayerProfile {
 public:
  // `macs`: multiply-adds of each layer, or empty when they are not known. Both references outlive
  // this.
  LayerProfile(const Program& program, const Machine& machine, std::vector<std::uint64_t> macs);

  // The next retirement of the run. Error when the device does not tell the states of its queue.
  void add(const Retirement& retirement);

  // One row per layer, then `rest` and the whole, which is `counters`.
  Report layers(const Counters& counters) const;

  // One row per queue: cycles in each state, in percent of the run.
  static Report queues(const Counters& counters);

  // Cycles, share of peak, traffic, accumulator bits.
  Report summary(const Counters& counters) const;

 private:
  struct Share {
    std::array<QueueCounters, kQueues> queues{};
    Traffic traffic;
    std::uint64_t saturations = 0;
  };

  Report row(const char* name, const Share& share, std::uint64_t macs) const;
  double share_of_peak(std::uint64_t macs, std::uint64_t cycles) const;
  std::uint64_t total_macs() const;

  const Program& program_;
  const Machine& machine_;
  std::vector<std::uint64_t> macs_;
  std::vector<Share> shares_;                    // per layer, then those of no layer
  std::array<QueueCounters, kQueues> before_{};  // at the last retirement of each queue
};

}  // namespace isomer

#endif  // TOOLS_ISOMER_LAYER_PROFILE_H_
