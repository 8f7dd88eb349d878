// SPDX-License-Identifier: Apache-2.0
//
// The machines that were Verilated, one file each, since each has Verilator's headers of its own.

#ifndef SIM_RTL_VARIANTS_H_
#define SIM_RTL_VARIANTS_H_

#include <cstdint>
#include <memory>

#include "sim/rtl/rtl_machine.h"

namespace isomer {

std::unique_ptr<RtlMachine> make_tiny(const Machine& machine, std::uint64_t seed);  // tiny.cc
std::unique_ptr<RtlMachine> make_base(const Machine& machine, std::uint64_t seed);  // base.cc
std::unique_ptr<RtlMachine> make_wide(const Machine& machine, std::uint64_t seed);  // wide.cc
std::unique_ptr<RtlMachine> make_nano(const Machine& machine, std::uint64_t seed);  // nano.cc

}  // namespace isomer

#endif  // SIM_RTL_VARIANTS_H_
