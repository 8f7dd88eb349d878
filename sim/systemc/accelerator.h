// SPDX-License-Identifier: Apache-2.0
//
// The accelerator as a SystemC module for a virtual platform: the cycle device behind TLM-2.0
// sockets. Time between two bursts costs no simulation event.

#ifndef SIM_SYSTEMC_ACCELERATOR_H_
#define SIM_SYSTEMC_ACCELERATOR_H_

#include <tlm.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <tlm_utils/tlm_quantumkeeper.h>

#include <cstdint>
#include <span>
#include <systemc>

#include "isa/hardware/machine.h"
#include "sim/cycle/core.h"
#include "sim/systemc/register_file.h"

namespace isomer {

struct AcceleratorOptions {
  sc_core::sc_time period{1, sc_core::SC_NS};  // of its clock

  // Device memory: the addresses that `memory` answers, a window of bytes that begins at a multiple
  // of 4096. What lies outside is a bus error without a transaction. The module keeps an image of
  // the window.
  std::uint64_t window = 0;
  std::uint64_t window_bytes = 1 << 20;

  // What the bus between the accelerator and that memory takes; the target's delays are added.
  MemoryTiming timing = MemoryTiming::ddr();
};

// Temporally decoupled: every burst is one b_transport at its own time, after a synchronisation
// when the global quantum (tlm_global_quantum) is used up. START is accepted in cycle 0, at the
// time of its write; ABORT acts at the next synchronisation. Counters read while running are those
// of the last burst, the states of queues zero.
class Accelerator : public sc_core::sc_module, private cycle::BurstPort {
 public:
  tlm_utils::simple_initiator_socket<Accelerator, 128> memory;
  tlm_utils::simple_target_socket<Accelerator, 32> control;  // the registers, at address 0

  Accelerator(const sc_core::sc_module_name& name, const Machine& machine,
              const AcceleratorOptions& options);

  // Notified when a program stops, whichever way.
  const sc_core::sc_event& stopped() const { return stopped_; }

 private:
  void run();  // the thread: one program after the other
  void access_register(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);

  Reply read(cycle::Cycle now, std::uint64_t address, std::span<std::byte> bytes) override;
  Reply write(cycle::Cycle now, std::uint64_t address, std::span<const std::byte> bytes) override;
  Reply transport(tlm::tlm_command command, cycle::Cycle now, std::uint64_t address,
                  unsigned char* data, std::size_t count);

  sc_core::sc_time time_of(cycle::Cycle cycle) const;
  void set_local_time(const sc_core::sc_time& time);
  std::uint64_t in_window(std::uint64_t address) const;

  AcceleratorOptions options_;
  RegisterFile registers_;
  cycle::Core core_;
  tlm_utils::tlm_quantumkeeper keeper_;
  sc_core::sc_time started_;
  sc_core::sc_event start_;
  sc_core::sc_event stopped_;
};

}  // namespace isomer

#endif  // SIM_SYSTEMC_ACCELERATOR_H_
