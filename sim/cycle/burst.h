// SPDX-License-Identifier: Apache-2.0
//
// One burst on the bus, and when its beats happen.

#ifndef SIM_CYCLE_BURST_H_
#define SIM_CYCLE_BURST_H_

#include <algorithm>
#include <cstdint>

#include "isa/hardware/machine.h"
#include "sim/cycle/cycle.h"
#include "sim/machine/layout.h"

namespace isomer::cycle {

inline constexpr int kMaxBeats = 16;  // of a burst
inline constexpr int kMaxBursts = 8;  // of any machine
inline constexpr int kMaxBufferBeats = kMaxBursts * kMaxBeats;

// The bus of a machine, in beats.
struct BusShape {
  BusShape() = default;
  explicit BusShape(const Machine& machine)
      : beat_bytes(static_cast<std::uint64_t>(machine.bus_bytes())),
        buffer_beats(static_cast<std::uint64_t>(machine.bus_bursts * kMaxBeats)),
        address_mask((std::uint64_t{1} << machine.address_bits) / beat_bytes - 1) {}

  std::uint64_t beats_of(std::uint64_t bytes) const { return bytes / beat_bytes; }
  std::uint64_t line_beats() const { return beats_of(kLineBytes); }
  std::uint64_t wrap(std::uint64_t beat) const { return beat & address_mask; }

  // The beats of a burst at an address with `left` beats to go; none crosses 4 KiB.
  int burst_beats(std::uint64_t beat, std::uint64_t left) const {
    const std::uint64_t page = beats_of(4096);
    const std::uint64_t limit = std::min<std::uint64_t>(kMaxBeats, page - beat % page);
    return static_cast<int>(std::min(limit, left));
  }

  std::uint64_t beat_bytes = kLineBytes;
  std::uint64_t buffer_beats = 0;  // of LOAD and of STORE
  std::uint64_t address_mask = 0;
};

// In the order of priority.
enum class Requester : std::uint8_t { fetch, load, store };

struct Burst {
  Requester from = Requester::fetch;
  std::uint64_t beat = 0;  // its address, in beats
  int beats = 0;
  bool ends_row = false;
};

// Known from the cycle on in which memory accepts the address.
struct BurstTimes {
  Cycle first = 0;     // beat i: first + i * interval, but not before earliest + i
  Cycle interval = 1;  // at least 1
  Cycle earliest = 0;
  Cycle end = 0;       // the last beat of a read, the answer of a write
  int good_beats = 0;  // those before the first bus error

  Cycle beat(int i) const {
    const auto n = static_cast<Cycle>(i);
    return std::max(first + n * interval, earliest + n);
  }
};

}  // namespace isomer::cycle

#endif  // SIM_CYCLE_BURST_H_
