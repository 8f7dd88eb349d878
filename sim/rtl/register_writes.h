// SPDX-License-Identifier: Apache-2.0
//
// Writes of registers over AXI4-Lite, one after the other, beside whatever else goes on: whoever
// ticks the machine shows their pins.

#ifndef SIM_RTL_REGISTER_WRITES_H_
#define SIM_RTL_REGISTER_WRITES_H_

#include <cstdint>
#include <deque>

#include "sim/rtl/rtl_machine.h"

namespace isomer {

class RegisterWrites {
 public:
  void add(std::uint32_t offset, std::uint32_t value) {
    waiting_.push_back({.awvalid = true, .awaddr = offset, .wvalid = true, .wdata = value});
  }
  bool is_busy() const { return !waiting_.empty(); }

  // For the next cycle.
  ControlHost pins() const { return waiting_.empty() ? ControlHost{} : waiting_.front(); }

  // What the machine showed in it.
  void take(const ControlMachine& machine) {
    if (waiting_.empty()) return;
    ControlHost& pins = waiting_.front();
    if (machine.awready) pins.awvalid = false;
    if (machine.wready) pins.wvalid = false;
    if (machine.bvalid) waiting_.pop_front();
  }

 private:
  std::deque<ControlHost> waiting_;
};

}  // namespace isomer

#endif  // SIM_RTL_REGISTER_WRITES_H_
