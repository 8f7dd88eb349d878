// SPDX-License-Identifier: Apache-2.0
//
// Memories and the retire probe of a Verilated machine, read by name (rtl/check/back_door.vlt).

#ifndef SIM_RTL_BACK_DOOR_H_
#define SIM_RTL_BACK_DOOR_H_

#include <verilated.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/footprint.h"
#include "sim/device.h"

namespace isomer {

class BackDoor {
 public:
  // The context holds one model of isomer_top. Error names what the model does not show.
  BackDoor(const VerilatedContext& context, const Machine& machine);

  void peek(Space space, std::uint64_t word, std::span<std::byte> bytes) const;

  // Bit q: queue q retired an instruction in the cycle that just ended.
  std::uint32_t retired() const { return *retired_; }
  std::uint32_t retired_pc(int queue) const { return retired_pc_[queue]; }
  std::uint64_t retired_cycle() const { return *retired_cycle_; }
  bool is_running() const { return *running_ != 0; }

  // Of the instruction of the post queue that retired last, up to the cycle after its retirement.
  std::uint64_t saturations() const { return *saturations_; }

  Counters counters() const;

  // Cycles of a queue in each state since START, the cycle that just ended included.
  QueueCounters states(int queue) const;

 private:
  static constexpr std::size_t kQueueStates = 5;

  // Words of up to `bytes` bytes, `stride` bytes apart.
  struct Array {
    const std::byte* data = nullptr;
    std::size_t stride = 0;
  };
  static void copy(const Array& array, std::uint64_t index, std::span<std::byte> bytes);

  std::uint64_t bank_words_;
  std::uint64_t entries_;
  int accumulator_bits_;
  std::vector<Array> activations_;   // [2 * bank + half]
  std::vector<Array> accumulators_;  // [2 * column + bank]
  Array weights_;
  Array parameters_;
  const std::uint8_t* retired_ = nullptr;
  const std::uint8_t* running_ = nullptr;
  const std::uint32_t* retired_pc_ = nullptr;
  const std::uint64_t* retired_cycle_ = nullptr;
  const std::uint64_t* saturations_ = nullptr;
  std::array<std::array<const std::uint64_t*, kQueueStates>, kQueues> states_{};
  const std::uint64_t* cycles_ = nullptr;
  const std::uint64_t* pixels_ = nullptr;
  const std::uint64_t* beats_read_ = nullptr;
  const std::uint64_t* beats_written_ = nullptr;
  const std::uint64_t* retirements_ = nullptr;
  const std::uint64_t* all_saturations_ = nullptr;
  Array high_water_;  // one entry
  std::uint64_t beat_bytes_;
};

}  // namespace isomer

#endif  // SIM_RTL_BACK_DOOR_H_
