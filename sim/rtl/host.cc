// SPDX-License-Identifier: Apache-2.0
#include "sim/rtl/host.h"

#include "isa/hardware/registers.h"

namespace isomer {

void Host::write(std::uint32_t offset, std::uint32_t value) {
  ControlHost pins{.awvalid = true, .awaddr = offset, .wvalid = true, .wdata = value};
  for (bool answered = false; !answered;) {
    machine_.tick(pins, memory_);
    if (machine_.control().awready) pins.awvalid = false;
    if (machine_.control().wready) pins.wvalid = false;
    answered = machine_.control().bvalid;
  }
}

std::uint32_t Host::read(std::uint32_t offset) {
  ControlHost pins{.arvalid = true, .araddr = offset};
  for (;;) {
    machine_.tick(pins, memory_);
    if (machine_.control().arready) pins.arvalid = false;
    if (machine_.control().rvalid) return machine_.control().rdata;
  }
}

void Host::write64(std::uint32_t offset, std::uint64_t value) {
  write(offset, static_cast<std::uint32_t>(value));
  write(offset + 4, static_cast<std::uint32_t>(value >> 32));
}

std::uint64_t Host::read64(std::uint32_t offset) {
  const std::uint64_t low = read(offset);
  return low | (std::uint64_t{read(offset + 4)} << 32);
}

Counters Host::read_counters() {
  const auto counter = [&](int number) {
    return read64(registers::kCounters + 8 * static_cast<std::uint32_t>(number));
  };
  Counters result;
  result.cycles = counter(counters::kCycles);
  result.array_cycles = counter(counters::kArrayCycles);
  result.bytes_read = counter(counters::kBytesRead);
  result.bytes_written = counter(counters::kBytesWritten);
  result.retired = counter(counters::kRetired);
  result.saturations = counter(counters::kSaturations);
  result.high_water = counter(counters::kHighWater);
  for (int q = 0; q < kQueues; ++q) {
    const int first = counters::kQueueStates + 5 * q;
    result.queues[static_cast<std::size_t>(q)] = {.empty = counter(first),
                                                  .token = counter(first + 1),
                                                  .lock = counter(first + 2),
                                                  .busy = counter(first + 3),
                                                  .push = counter(first + 4)};
  }
  return result;
}

}  // namespace isomer
