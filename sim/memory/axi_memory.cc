// SPDX-License-Identifier: Apache-2.0
#include "sim/memory/axi_memory.h"

#include <cstring>

namespace isomer {
namespace {

constexpr std::uint32_t kDecodeError = 3;

}  // namespace

bool AxiMemory::is_due(const Burst& burst) const {
  return cycle_ >= burst.slot.first + burst.done * burst.slot.interval;
}

bool AxiMemory::may_act(std::uint64_t salt) const {
  return !timing_.jitter || counter_hash(timing_.seed ^ (salt << 56), cycle_) % 4 != 0;
}

bool AxiMemory::in_range(const Burst& burst) const {
  const std::uint64_t address = burst.address + burst.done * beat_bytes_;
  return address < storage_.size() && storage_.size() - address >= beat_bytes_;
}

const AxiSlave& AxiMemory::show() {
  const bool has_room =
      reads_.size() + writes_.size() < static_cast<std::size_t>(timing_.max_bursts);
  slave_.arready = has_room && may_act(1);
  slave_.awready = has_room && may_act(2);

  // What is offered stays until it is taken.
  if (!slave_.rvalid && !reads_.empty() && is_due(reads_.front()) && may_act(3)) {
    const Burst& burst = reads_.front();
    slave_.rvalid = true;
    slave_.rlast = burst.done + 1 == burst.beats;
    slave_.rresp = in_range(burst) ? 0 : kDecodeError;
    slave_.rdata = {};
    if (slave_.rresp == 0)
      std::memcpy(slave_.rdata.data(), &storage_[burst.address + burst.done * beat_bytes_],
                  beat_bytes_);
  }
  slave_.wready = written_ < writes_.size() && is_due(writes_[written_]) && may_act(4);
  if (!slave_.bvalid && written_ > 0 && cycle_ >= writes_.front().slot.answer && may_act(5)) {
    slave_.bvalid = true;
    slave_.bresp = writes_.front().failed ? kDecodeError : 0;
  }
  return slave_;
}

AxiMemory::Burst AxiMemory::open(MemoryChannel channel, std::uint64_t address,
                                 std::uint32_t length) {
  const std::uint64_t beats = std::uint64_t{length} + 1;
  return {.address = address,
          .beats = beats,
          .slot = schedule_.add(channel, cycle_, static_cast<int>(beats))};
}

void AxiMemory::write_beat(const AxiMaster& master) {
  Burst& burst = writes_[written_];
  if (in_range(burst)) {
    std::byte* const beat = &storage_[burst.address + burst.done * beat_bytes_];
    std::array<std::byte, sizeof(AxiLine)> data;
    std::memcpy(data.data(), master.wdata.data(), sizeof(AxiLine));
    for (std::size_t i = 0; i < beat_bytes_; ++i)
      if (((master.wstrb >> i) & 1) != 0) beat[i] = data[i];
  } else {
    burst.failed = true;
  }
  if (++burst.done == burst.beats) ++written_;
}

void AxiMemory::clock(const AxiMaster& master) {
  if (slave_.rvalid && master.rready) {
    slave_.rvalid = false;
    if (slave_.rlast)
      reads_.pop_front();
    else
      ++reads_.front().done;
  }
  if (slave_.bvalid && master.bready) {
    slave_.bvalid = false;
    writes_.pop_front();
    --written_;
  }
  if (slave_.wready && master.wvalid) write_beat(master);
  if (slave_.arready && master.arvalid)
    reads_.push_back(open(MemoryChannel::read, master.araddr, master.arlen));
  if (slave_.awready && master.awvalid)
    writes_.push_back(open(MemoryChannel::write, master.awaddr, master.awlen));
  ++cycle_;
}

}  // namespace isomer
