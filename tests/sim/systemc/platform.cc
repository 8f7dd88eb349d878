// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/systemc/platform.h"

#include <cstring>
#include <utility>

#include "isa/hardware/registers.h"

namespace isomer::testing {

Ram::Ram(const sc_core::sc_module_name& name, std::uint64_t base, std::size_t size)
    : sc_module(name), socket("socket"), bytes(size), good_bytes(size), base_(base) {
  socket.register_b_transport(this, &Ram::access);
}

void Ram::access(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  ++bursts;
  delay += latency;
  const std::uint64_t address = payload.get_address() - base_;
  const unsigned length = payload.get_data_length();
  if (address + length > good_bytes) {
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  if (payload.is_read())
    std::memcpy(payload.get_data_ptr(), &bytes[address], length);
  else
    std::memcpy(&bytes[address], payload.get_data_ptr(), length);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

Host::Host(const sc_core::sc_module_name& name, std::function<void(Host&)> program)
    : sc_module(name), socket("socket"), program_(std::move(program)) {
  SC_HAS_PROCESS(Host);
  SC_THREAD(run);
}

tlm::tlm_response_status Host::transport(tlm::tlm_command command, std::uint64_t address,
                                         std::uint32_t* value, unsigned length) {
  tlm::tlm_generic_payload payload;
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(reinterpret_cast<unsigned char*>(value));
  payload.set_data_length(length);
  payload.set_streaming_width(length);
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  socket->b_transport(payload, delay);
  wait(delay);
  return payload.get_response_status();
}

void Host::write(std::uint32_t offset, std::uint32_t value) {
  transport(tlm::TLM_WRITE_COMMAND, offset, &value);
}

std::uint32_t Host::read(std::uint32_t offset) {
  std::uint32_t value = 0;
  transport(tlm::TLM_READ_COMMAND, offset, &value);
  return value;
}

void Host::write64(std::uint32_t offset, std::uint64_t value) {
  write(offset, static_cast<std::uint32_t>(value));
  write(offset + 4, static_cast<std::uint32_t>(value >> 32));
}

std::uint64_t Host::read64(std::uint32_t offset) {
  const std::uint64_t low = read(offset);
  return low | std::uint64_t{read(offset + 4)} << 32;
}

Platform::Platform(const std::string& name, const Machine& machine, const MemoryTiming& timing,
                   std::size_t memory_bytes, std::function<void(Platform&)> program)
    : ram((name + "_ram").c_str(), kBase, memory_bytes),
      accelerator((name + "_accelerator").c_str(), machine,
                  {.window = kBase, .window_bytes = memory_bytes, .timing = timing}),
      host((name + "_host").c_str(),
           [this, program = std::move(program)](Host&) { program(*this); }) {
  accelerator.memory.bind(ram.socket);
  host.socket.bind(accelerator.control);
}

void Platform::load(const Program& program) {
  program_ = program;
  layout_ = lay_out(program);
  fill_memory(program, layout_, std::span(ram.bytes).first(layout_.bytes));
  host.write64(registers::kProgram, kBase + layout_.code);
  host.write(registers::kProgramLength, static_cast<std::uint32_t>(program.instructions.size()));
  for (std::uint32_t i = 0; i < kSegments; ++i)
    host.write64(registers::kSegments + 8 * i, kBase + layout_.segments[i]);
}

void Platform::start() { host.write(registers::kControl, kControlStart); }

std::span<std::byte> Platform::segment(std::size_t i) {
  return std::span(ram.bytes).subspan(layout_.segments[i], program_.segments[i].bytes);
}

Outcome Platform::outcome() {
  const auto counter = [&](int number) {
    return host.read64(registers::kCounters + 8 * static_cast<std::uint32_t>(number));
  };
  Outcome outcome;
  outcome.status = static_cast<Status>(host.read(registers::kStatus));
  outcome.trap = static_cast<Trap>(host.read(registers::kTrapCause));
  outcome.trap_pc = host.read(registers::kTrapPc);
  Counters& counts = outcome.counters;
  counts.cycles = counter(counters::kCycles);
  counts.array_cycles = counter(counters::kArrayCycles);
  counts.bytes_read = counter(counters::kBytesRead);
  counts.bytes_written = counter(counters::kBytesWritten);
  counts.retired = counter(counters::kRetired);
  counts.saturations = counter(counters::kSaturations);
  counts.high_water = counter(counters::kHighWater);
  int number = counters::kQueueStates;
  for (QueueCounters& queue : counts.queues)
    for (std::uint64_t* state : {&queue.empty, &queue.token, &queue.lock, &queue.busy, &queue.push})
      *state = counter(number++);
  return outcome;
}

}  // namespace isomer::testing
