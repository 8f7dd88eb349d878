// SPDX-License-Identifier: Apache-2.0
//
// The one interface of every device: functional, cycle, RTL. Nothing above sim/ names a concrete
// one except tools/ and tests/.

#ifndef SIM_DEVICE_H_
#define SIM_DEVICE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "isa/hardware/machine.h"
#include "isa/instructions/table.h"
#include "isa/program/program.h"

namespace isomer {

enum class Status : std::uint8_t {
  idle = 0,
  running = 1,
  done = 2,
  trap = 3,
  deadlock = 4,
  aborted = 5,
};

// Busy and stall cycles of one queue; on a device with time the five sum to the cycles.
struct QueueCounters {
  std::uint64_t empty = 0;
  std::uint64_t token = 0;
  std::uint64_t lock = 0;
  std::uint64_t busy = 0;
  std::uint64_t push = 0;
};

// MACHINE.md section 6. A device without time leaves cycles and queue counters zero.
struct Counters {
  std::uint64_t cycles = 0;
  std::uint64_t array_cycles = 0;  // cycles in which the array met a pixel
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_written = 0;
  std::uint64_t retired = 0;
  std::uint64_t saturations = 0;  // elements that a clamp changed, ReLU apart
  std::uint64_t high_water = 0;   // OR of m xor (m >> A-1) over the accumulators that POST read
  std::array<QueueCounters, kQueues> queues{};
};

struct Outcome {
  Status status = Status::idle;
  Trap trap = Trap::none;
  std::uint32_t trap_pc = 0;
  std::string detail;  // for people: where a deadlock waits, which hazard was found, what wraps
  Counters counters;
};

class Device {
 public:
  virtual ~Device() = default;

  virtual std::string_view kind() const = 0;  // "functional", "cycle", "rtl"
  virtual const Machine& machine() const = 0;

  // Puts code and segments into device memory. Error when the program is for another configuration.
  virtual void load(const Program& program) = 0;

  // Back door to device memory: the bytes of segment `index`, its declared size.
  virtual std::span<std::byte> segment(int index) = 0;

  // START to stop. Local memories keep what earlier runs left in them; the result of a program that
  // the hazard checker accepts does not depend on it. What a program does is in the Outcome and
  // no exception. Throws Error when no program is loaded; a device with time also when the device
  // itself fails: its watchdog saw no progress for longer than its limit (which a program can reach
  // with one long instruction: raise the limit), or an assertion of the RTL failed.
  virtual Outcome run() = 0;
};

std::string_view to_string(Status status);
std::string_view to_string(Trap trap);

}  // namespace isomer

#endif  // SIM_DEVICE_H_
