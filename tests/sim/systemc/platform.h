// SPDX-License-Identifier: Apache-2.0
//
// A small virtual platform: one accelerator, its memory, and a host that drives it as software
// would.

#ifndef TESTS_SIM_SYSTEMC_PLATFORM_H_
#define TESTS_SIM_SYSTEMC_PLATFORM_H_

#include <tlm.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <functional>
#include <span>
#include <systemc>
#include <vector>

#include "sim/machine/layout.h"
#include "sim/systemc/accelerator.h"

namespace isomer::testing {

// RAM from `base` on. Bursts take `latency` and count.
class Ram : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<Ram, 128> socket;
  std::vector<std::byte> bytes;
  sc_core::sc_time latency = sc_core::SC_ZERO_TIME;
  std::uint64_t good_bytes;  // beyond them it answers with an address error
  int bursts = 0;

  Ram(const sc_core::sc_module_name& name, std::uint64_t base, std::size_t size);

 private:
  void access(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  std::uint64_t base_;
};

// A processor that runs one function and speaks to registers.
class Host : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<Host, 32> socket;

  Host(const sc_core::sc_module_name& name, std::function<void(Host&)> program);

  tlm::tlm_response_status transport(tlm::tlm_command command, std::uint64_t address,
                                     std::uint32_t* value, unsigned length = 4);
  void write(std::uint32_t offset, std::uint32_t value);
  std::uint32_t read(std::uint32_t offset);
  void write64(std::uint32_t offset, std::uint64_t value);
  std::uint64_t read64(std::uint32_t offset);

 private:
  void run() { program_(*this); }
  std::function<void(Host&)> program_;
};

struct Platform {
  static constexpr std::uint64_t kBase = 0x8000'0000;

  Platform(const std::string& name, const Machine& machine, const MemoryTiming& timing,
           std::size_t memory_bytes, std::function<void(Platform&)> program);

  // For the host: puts the program into RAM and its addresses into the registers.
  void load(const Program& program);
  void start();
  std::span<std::byte> segment(std::size_t i);
  // All registers that say how it went.
  Outcome outcome();

  Ram ram;
  Accelerator accelerator;
  Host host;

 private:
  Program program_;
  DeviceLayout layout_;
};

}  // namespace isomer::testing

#endif  // TESTS_SIM_SYSTEMC_PLATFORM_H_
