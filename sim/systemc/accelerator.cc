// SPDX-License-Identifier: Apache-2.0
#include "sim/systemc/accelerator.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "isa/container/error.h"
#include "sim/machine/layout.h"

namespace isomer {
namespace {

constexpr std::size_t kThreadStack = 1 << 20;  // kernels run on it

}  // namespace

Accelerator::Accelerator(const sc_core::sc_module_name& name, const Machine& machine,
                         const AcceleratorOptions& options)
    : sc_module(name),
      memory("memory"),
      control("control"),
      options_(options),
      registers_(machine),
      core_(machine, options.timing, this) {
  if (options.window % kSegmentAlignment != 0 || options.window_bytes % kLineBytes != 0 ||
      options.period == sc_core::SC_ZERO_TIME)
    throw Error(
        fmt::format("accelerator '{}': the window begins at a multiple of {}, its size is a "
                    "multiple of {} and the period is not zero",
                    this->name(), kSegmentAlignment, kLineBytes));
  core_.state().device.resize(options.window_bytes);
  control.register_b_transport(this, &Accelerator::access_register);
  SC_HAS_PROCESS(Accelerator);
  SC_THREAD(run);
  set_stack_size(kThreadStack);
}

void Accelerator::run() {
  for (;;) {
    wait(start_);
    keeper_.reset();
    for (std::size_t i = 0; i < kSegments; ++i)
      core_.state().bases[i] = in_window(registers_.segment(i));
    const Outcome outcome = core_.run(in_window(registers_.program()), registers_.program_length(),
                                      [](const Retirement&) { return true; });
    set_local_time(time_of(outcome.counters.cycles));
    keeper_.sync();
    registers_.outcome = outcome;
    stopped_.notify(sc_core::SC_ZERO_TIME);
  }
}

void Accelerator::access_register(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  const std::uint64_t address = payload.get_address();
  if (address >= RegisterFile::kBytes) {
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  if (address % 4 != 0 || payload.get_data_length() != 4 || payload.get_streaming_width() < 4) {
    payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    return;
  }
  std::uint32_t strobes = 0xf;
  if (const unsigned char* const enables = payload.get_byte_enable_ptr()) {
    const unsigned length = payload.get_byte_enable_length();
    if (length == 0) {
      payload.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
      return;
    }
    strobes = 0;
    for (unsigned i = 0; i < 4; ++i)
      if (enables[i % length] == TLM_BYTE_ENABLED) strobes |= 1U << i;
  }
  const auto offset = static_cast<std::uint32_t>(address);
  if (payload.is_read()) {
    const std::uint32_t value = registers_.read(offset);
    for (unsigned i = 0; i < 4; ++i)
      if (((strobes >> i) & 1) != 0)
        payload.get_data_ptr()[i] = static_cast<unsigned char>(value >> (8 * i));
  } else if (payload.is_write()) {
    std::uint32_t value = 0;
    std::memcpy(&value, payload.get_data_ptr(), sizeof value);
    switch (registers_.write(offset, value, strobes)) {
      case RegisterFile::Request::start:
        registers_.outcome = {};
        registers_.outcome.status = Status::running;
        started_ = sc_core::sc_time_stamp() + delay;
        core_.abort(cycle::kNever);
        start_.notify(delay);
        break;
      case RegisterFile::Request::abort:
        core_.abort(static_cast<cycle::Cycle>(
            std::max(0.0, (sc_core::sc_time_stamp() + delay - started_) / options_.period)));
        break;
      case RegisterFile::Request::none:
        break;
    }
  }
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

cycle::BurstPort::Reply Accelerator::read(cycle::Cycle now, std::uint64_t address,
                                          std::span<std::byte> bytes) {
  return transport(tlm::TLM_READ_COMMAND, now, address,
                   reinterpret_cast<unsigned char*>(bytes.data()), bytes.size());
}

cycle::BurstPort::Reply Accelerator::write(cycle::Cycle now, std::uint64_t address,
                                           std::span<const std::byte> bytes) {
  // TLM-2.0 has one data pointer for both commands; a write does not change what it points to.
  auto* const data = const_cast<std::byte*>(bytes.data());
  return transport(tlm::TLM_WRITE_COMMAND, now, address, reinterpret_cast<unsigned char*>(data),
                   bytes.size());
}

cycle::BurstPort::Reply Accelerator::transport(tlm::tlm_command command, cycle::Cycle now,
                                               std::uint64_t address, unsigned char* data,
                                               std::size_t count) {
  const sc_core::sc_time accepted = time_of(now);
  set_local_time(accepted);
  if (keeper_.need_sync()) keeper_.sync();
  registers_.outcome.counters = core_.counters();
  registers_.outcome.counters.cycles = now;

  tlm::tlm_generic_payload payload;
  payload.set_command(command);
  payload.set_address(options_.window + address);
  payload.set_data_ptr(data);
  payload.set_data_length(static_cast<unsigned>(count));
  payload.set_streaming_width(static_cast<unsigned>(count));
  payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  sc_core::sc_time delay = keeper_.get_local_time();
  memory->b_transport(payload, delay);

  const sc_core::sc_time end = sc_core::sc_time_stamp() + delay;
  Reply reply{.is_good = payload.is_response_ok()};
  if (end > accepted) {
    const sc_core::sc_time added =
        end - accepted + options_.period - sc_core::sc_get_time_resolution();
    reply.delay = static_cast<cycle::Cycle>(added / options_.period);
  }
  return reply;
}

sc_core::sc_time Accelerator::time_of(cycle::Cycle cycle) const {
  return started_ + options_.period * static_cast<double>(cycle);
}

// A target that waited may have taken the kernel further than `time`.
void Accelerator::set_local_time(const sc_core::sc_time& time) {
  const sc_core::sc_time now = sc_core::sc_time_stamp();
  keeper_.set(time > now ? time - now : sc_core::SC_ZERO_TIME);
}

// Counted from the window's beginning; its end for what lies outside.
std::uint64_t Accelerator::in_window(std::uint64_t address) const {
  const bool is_inside =
      address >= options_.window && address - options_.window < options_.window_bytes;
  return is_inside ? address - options_.window : options_.window_bytes;
}

}  // namespace isomer
