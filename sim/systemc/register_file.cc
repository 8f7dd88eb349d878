// SPDX-License-Identifier: Apache-2.0
#include "sim/systemc/register_file.h"

#include "isa/hardware/registers.h"

namespace isomer {
namespace {

std::uint32_t half(std::uint64_t value, std::uint32_t offset) {
  return static_cast<std::uint32_t>((offset & 4) != 0 ? value >> 32 : value);
}

}  // namespace

std::uint32_t RegisterFile::read(std::uint32_t offset) const {
  offset &= ~std::uint32_t{3};
  switch (offset) {
    case registers::kId:
      return kIdValue;
    case registers::kVersion:
      return kVersionValue;
    case registers::kConfigHash:
    case registers::kConfigHash + 4:
      return half(hash_, offset);
    case registers::kStatus:
      return static_cast<std::uint32_t>(outcome.status);
    case registers::kTrapCause:
      return static_cast<std::uint32_t>(outcome.trap);
    case registers::kTrapPc:
      return outcome.trap_pc;
    case registers::kProgram:
    case registers::kProgram + 4:
      return half(bases_[0], offset);
    case registers::kProgramLength:
      return length_;
    default:
      break;
  }
  if (offset >= registers::kSegments && offset < registers::kSegments + 8 * kSegments)
    return has_segments_ ? half(bases_[1 + (offset - registers::kSegments) / 8], offset) : 0;
  if (offset >= registers::kCounters)
    return half(counter((offset - registers::kCounters) / 8), offset);
  return 0;
}

RegisterFile::Request RegisterFile::write(std::uint32_t offset, std::uint32_t value,
                                          std::uint32_t strobes) {
  const bool is_running = outcome.status == Status::running;
  if (offset == registers::kControl && (strobes & 1) != 0) {
    if (!is_running && (value & kControlStart) != 0) return Request::start;
    if (is_running && (value & kControlAbort) != 0) return Request::abort;
  }
  if (is_running) return Request::none;
  std::uint32_t mask = 0;
  for (int byte = 0; byte < 4; ++byte)
    if (((strobes >> byte) & 1) != 0) mask |= std::uint32_t{0xff} << (8 * byte);
  const auto write_base = [&](std::uint64_t& base) {
    const int shift = (offset & 4) != 0 ? 32 : 0;
    base = (base & ~(std::uint64_t{mask} << shift)) | (std::uint64_t{value & mask} << shift);
    base &= base_mask_;
  };
  if (offset == registers::kProgramLength) {
    length_ = ((length_ & ~mask) | (value & mask)) & length_mask_;
  } else if (offset == registers::kProgram || offset == registers::kProgram + 4) {
    write_base(bases_[0]);
  } else if (offset % 4 == 0 && offset >= registers::kSegments &&
             offset < registers::kSegments + 8 * kSegments) {
    write_base(bases_[1 + (offset - registers::kSegments) / 8]);
  }
  return Request::none;
}

std::uint64_t RegisterFile::counter(std::uint32_t number) const {
  if (!has_counters_) return 0;
  const Counters& counters = outcome.counters;
  switch (number) {
    case counters::kCycles:
      return counters.cycles;
    case counters::kArrayCycles:
      return counters.array_cycles;
    case counters::kBytesRead:
      return counters.bytes_read;
    case counters::kBytesWritten:
      return counters.bytes_written;
    case counters::kRetired:
      return counters.retired;
    case counters::kSaturations:
      return counters.saturations;
    case counters::kHighWater:
      return counters.high_water;
    default:
      break;
  }
  if (number < counters::kQueueStates || number >= counters::kQueueStates + 5 * kQueues) return 0;
  const std::uint32_t state = number - counters::kQueueStates;
  const QueueCounters& queue = counters.queues[state / 5];
  const std::array<std::uint64_t, 5> states = {queue.empty, queue.token, queue.lock, queue.busy,
                                               queue.push};
  return states[state % 5];
}

}  // namespace isomer
