// SPDX-License-Identifier: Apache-2.0
//
// What lockstep needs of a device with time: every retirement, and a back door to local memories.

#ifndef SIM_OBSERVABLE_H_
#define SIM_OBSERVABLE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "isa/instructions/footprint.h"
#include "sim/device.h"

namespace isomer {

struct Retirement {
  std::uint64_t cycle = 0;  // 0 is the cycle in which START was accepted
  Queue queue = Queue::load;
  std::uint32_t pc = 0;           // instruction index
  std::uint64_t saturations = 0;  // of this instruction, as in Counters
  QueueCounters states{};         // of its queue, from START to this cycle, both included
};

// Return false to stop the device at once (its outcome then has Status::running).
using RetirementObserver = std::function<bool(const Retirement&)>;

class ObservableDevice : public Device {
 public:
  using Device::run;

  // As run(); calls the observer at each retirement, in queue order within a cycle, when everything
  // the instruction wrote is visible through peek() and segment(). Throws Error where run() does;
  // what the observer throws passes through, and the device is then as after a stop.
  virtual Outcome run(const RetirementObserver& observer) = 0;

  // The bytes of one local word: activations R elements, weights C elements, parameters C x 16
  // bits, accumulators C x 32 bits (A = 48: C x 64 bits, sign-extended); little-endian. `bytes` has
  // exactly that size. Not for Space::device.
  virtual void peek(Space space, std::uint64_t word, std::span<std::byte> bytes) const = 0;
};

}  // namespace isomer

#endif  // SIM_OBSERVABLE_H_
