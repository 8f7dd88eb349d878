// SPDX-License-Identifier: Apache-2.0
//
// How long device memory takes: one channel shared by reads and writes, in order.

#ifndef SIM_MEMORY_MEMORY_TIMING_H_
#define SIM_MEMORY_MEMORY_TIMING_H_

#include <cstdint>
#include <string_view>

namespace isomer {

struct MemoryTiming {
  int bytes_per_cycle = 16;  // 16, 8, 4, 2 or 1
  int latency = 64;          // cycles from the address to the first beat
  int gap = 1;               // cycles between two bursts
  int response = 32;         // cycles from a write's last beat to its answer
  int max_bursts = 8;        // accepted and not complete

  // Each burst's first beat is late by up to max_delay cycles, as burst_delay() says: bit-defined,
  // so that every device with time sees the same.
  int max_delay = 0;
  std::uint64_t seed = 0;

  // Every beat, address and answer may wait for cycles of its own: only values are comparable.
  bool jitter = false;

  static MemoryTiming ddr() { return {}; }
  static MemoryTiming slow() { return {.bytes_per_cycle = 8, .latency = 200}; }
  static MemoryTiming stress(std::uint64_t seed) {
    return {.latency = 8, .max_delay = 100, .seed = seed};
  }
  static MemoryTiming jittery(std::uint64_t seed) {
    return {.latency = 2, .max_delay = 40, .seed = seed, .jitter = true};
  }
};

// "ddr" or "slow"; Error names the legal ones.
MemoryTiming find_memory_timing(std::string_view name);

}  // namespace isomer

#endif  // SIM_MEMORY_MEMORY_TIMING_H_
