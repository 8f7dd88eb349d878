// SPDX-License-Identifier: Apache-2.0
//
// One Verilated machine at its pins, one clock cycle at a time. Tests of the control port use it
// directly; the device in rtl_device.h is the host around it.

#ifndef SIM_RTL_RTL_MACHINE_H_
#define SIM_RTL_RTL_MACHINE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/footprint.h"
#include "sim/memory/axi_memory.h"
#include "sim/observable.h"

namespace isomer {

// The AXI4-Lite control port as the host drives it.
struct ControlHost {
  bool awvalid = false;
  std::uint32_t awaddr = 0;
  bool wvalid = false;
  std::uint32_t wdata = 0;
  std::uint32_t wstrb = 0xf;
  bool bready = true;
  bool arvalid = false;
  std::uint32_t araddr = 0;
  bool rready = true;
};

// The same port as the machine drives it.
struct ControlMachine {
  bool awready = false;
  bool wready = false;
  bool bvalid = false;
  std::uint32_t bresp = 0;
  bool arready = false;
  bool rvalid = false;
  std::uint32_t rdata = 0;
  std::uint32_t rresp = 0;
};

class RtlMachine {
 public:
  virtual ~RtlMachine() = default;

  // The hash in its CONFIG_HASH registers is that of the configuration it was generated from.
  virtual const Machine& configuration() const = 0;

  // Registers get a reset, memories keep their content.
  virtual void reset() = 0;

  // One cycle: what `host` and `memory` show meets what the machine shows. Error when an assertion
  // in the RTL fails: that is a bug of the RTL, not of the program.
  virtual void tick(const ControlHost& host, AxiMemory& memory) = 0;

  // What the machine showed on its control port in the cycle that tick() just ended.
  virtual const ControlMachine& control() const = 0;

  // What retired in that cycle, in queue order; START was accepted in cycle 0.
  virtual std::span<const Retirement> retired() const = 0;

  virtual bool is_running() const = 0;

  // What the counters hold, whether or not the machine has registers for them.
  virtual Counters counters() const = 0;

  // As ObservableDevice::peek.
  virtual void peek(Space space, std::uint64_t word, std::span<std::byte> bytes) const = 0;
};

// What may be wrong with a machine on purpose, so that a test sees it found.
enum class Fault {
  none,
  truncate_lane_1,  // post lane 1 drops the fraction instead of rounding
};

// The Verilated machine of that configuration. `seed` decides what registers and memories hold at
// power-up. Error lists the machines that were Verilated and says how to add one.
std::unique_ptr<RtlMachine> make_rtl_machine(const Machine& machine, std::uint64_t seed);

// The same, with a fault; for tests and demonstrations of the checkers (target isomer_rtl_faulty).
std::unique_ptr<RtlMachine> make_faulty_rtl_machine(const Machine& machine, std::uint64_t seed,
                                                    Fault fault);

}  // namespace isomer

#endif  // SIM_RTL_RTL_MACHINE_H_
