// SPDX-License-Identifier: Apache-2.0
//
// Device memory behind an AXI4 port of up to 128 bits, one cycle at a time. Accesses beyond its end
// are answered with DECERR and do nothing.

#ifndef SIM_MEMORY_AXI_MEMORY_H_
#define SIM_MEMORY_AXI_MEMORY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>

#include "sim/memory/burst_schedule.h"

namespace isomer {

using AxiLine = std::array<std::uint32_t, 4>;

// What the master shows in a cycle.
struct AxiMaster {
  bool arvalid = false;
  std::uint64_t araddr = 0;
  std::uint32_t arlen = 0;
  bool rready = false;
  bool awvalid = false;
  std::uint64_t awaddr = 0;
  std::uint32_t awlen = 0;
  bool wvalid = false;
  AxiLine wdata{};
  std::uint32_t wstrb = 0;
  bool bready = false;
};

// What the memory shows in a cycle.
struct AxiSlave {
  bool arready = false;
  bool rvalid = false;
  AxiLine rdata{};
  std::uint32_t rresp = 0;
  bool rlast = false;
  bool awready = false;
  bool wready = false;
  bool bvalid = false;
  std::uint32_t bresp = 0;
};

class AxiMemory {
 public:
  // Beats of 2 to 16 bytes, a power of two.
  AxiMemory(std::span<std::byte> storage, const MemoryTiming& timing, int beat_bytes = 16)
      : storage_(storage),
        timing_(timing),
        schedule_(timing, beat_bytes),
        beat_bytes_(static_cast<std::uint64_t>(beat_bytes)) {}

  // What it shows in the cycle that is now.
  const AxiSlave& show();

  // The end of that cycle: takes what both sides agreed on.
  void clock(const AxiMaster& master);

  std::uint64_t cycle() const { return cycle_; }
  void observe_bursts(BurstSchedule::Observer observer) { schedule_.observe(std::move(observer)); }
  bool is_idle() const { return reads_.empty() && writes_.empty(); }

 private:
  struct Burst {
    std::uint64_t address = 0;
    std::uint64_t beats = 0;
    BurstSchedule::Slot slot;
    std::uint64_t done = 0;  // beats so far
    bool failed = false;
  };

  bool is_due(const Burst& burst) const;
  bool may_act(std::uint64_t salt) const;  // false: jitter holds it back
  Burst open(MemoryChannel channel, std::uint64_t address, std::uint32_t length);
  bool in_range(const Burst& burst) const;
  void write_beat(const AxiMaster& master);

  std::span<std::byte> storage_;
  MemoryTiming timing_;
  BurstSchedule schedule_;
  std::uint64_t beat_bytes_;
  std::uint64_t cycle_ = 0;
  AxiSlave slave_;
  std::deque<Burst> reads_;
  std::deque<Burst> writes_;  // the oldest may have all its beats and wait for its answer
  std::size_t written_ = 0;   // writes_ in front that have all their beats
};

}  // namespace isomer

#endif  // SIM_MEMORY_AXI_MEMORY_H_
